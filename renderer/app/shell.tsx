import { Anchor, Badge, Box, Button, Group, Kbd, Menu, SegmentedControl, Text, Tooltip } from '@mantine/core';
import { IconLock, IconLockOpen, IconSearch, IconShieldExclamation } from '@tabler/icons-react';
import { Link, Outlet, useNavigate } from '@tanstack/react-router';
import { Suspense, useEffect, useState } from 'react';
import { useChange, useRead } from '../boundary/index.ts';
import { ENVIRONMENTS, type Environment } from '../../shared/policy.ts';
import { ShortDigest } from '../ui/digest.tsx';
import { useNow } from '../ui/now.ts';
import { Empty, Loading, ReadOnly } from '../ui/states.tsx';
import { UtcTime } from '../ui/time.tsx';
import { useHere } from './here.ts';
import { useHotkeys } from './hotkeys.ts';
import { PLACES } from './navigation.ts';
import { Palette } from './palette.tsx';
import { readAhead } from './screens.ts';
import { useEnvironment, useSession, useWorkspace } from './session.tsx';
import { useWho } from './who.tsx';

/** What stands around every screen. */
export function Shell() {
  const { environment } = useEnvironment();
  const { readOnlyBecause, folder } = useWorkspace();
  const [palette, setPalette] = useState(false);
  const { person, askWho } = useWho();
  const lock = useChange('person.lock');
  const again = useChange('workspace.open');
  const navigate = useNavigate();
  useHere(person !== null);
  useEffect(readAhead, []);
  useHotkeys({
    palette: () => {
      setPalette(true);
    },
    lock: () => {
      if (person !== null) lock.mutate({});
    },
    who: askWho,
    go: (letter) => {
      const place = PLACES.find(({ hotkey }) => hotkey === letter);
      if (place !== undefined) void navigate({ to: place.to });
    },
  });
  return (
    <Box className="shell" data-environment={environment ?? 'all'}>
      <a className="skip" href="#main">
        Skip to the screen
      </a>
      <Header
        onPalette={() => {
          setPalette(true);
        }}
        onLock={() => {
          lock.mutate({});
        }}
      />
      <SideBar />
      <main className="screen" id="main" tabIndex={-1}>
        <Warnings />
        {readOnlyBecause === null ? null : (
          <ReadOnly
            because={readOnlyBecause}
            isTrying={again.isPending}
            onAgain={() => {
              again.mutate({ folder });
            }}
          />
        )}
        <Suspense fallback={<Loading rows={10} label="Loading the screen" />}>
          <Outlet />
        </Suspense>
      </main>
      <StatusBar />
      <Palette
        opened={palette}
        onClose={() => {
          setPalette(false);
        }}
      />
    </Box>
  );
}

/** Things that are wrong with the whole console, over every screen. */
function Warnings() {
  const { sandboxed, clock } = useSession();
  return (
    <>
      {sandboxed ? null : (
        <p className="warning-line" role="note">
          <IconShieldExclamation size={16} aria-hidden /> Started as root: the browser has no sandbox, so only Practice
          workspaces open.
        </p>
      )}
      {clock.state === 'right' ? null : <ClockWarning state={clock.state} seconds={clock.seconds} />}
    </>
  );
}

function ClockWarning({ state, seconds }: { readonly state: 'behind' | 'ahead'; readonly seconds: number }) {
  const confirm = useChange('clock.confirm');
  const { person, askWho } = useWho();
  return (
    <div className="warning-line" role="alert">
      <IconShieldExclamation size={16} aria-hidden />
      <span>
        This computer's clock is {Math.abs(seconds)} s {state === 'behind' ? 'behind' : 'ahead of'} what the journal has
        seen. {state === 'behind' ? 'Set it right; until then nothing is signed or run.' : 'Is it right?'}
      </span>
      {state === 'ahead' ? (
        <Button
          size="compact-xs"
          variant="default"
          loading={confirm.isPending}
          onClick={() => {
            if (person === null) askWho();
            else confirm.mutate({});
          }}
        >
          The clock is right
        </Button>
      ) : null}
    </div>
  );
}

const CHOICES = [
  { value: 'all', label: 'All' },
  ...ENVIRONMENTS.map((value) => ({
    value,
    label: (
      <span className="environment-choice">
        <span className="environment-dot" data-environment={value} aria-hidden />
        {value}
      </span>
    ),
  })),
];

function Header({ onPalette, onLock }: { readonly onPalette: () => void; readonly onLock: () => void }) {
  const { sample } = useWorkspace();
  const { environment, choose } = useEnvironment();
  return (
    <header className="header">
      <Group gap="xs" wrap="nowrap" className="header-name">
        <Mark />
        <Text fw={650} size="md">
          Claviger
        </Text>
        {sample ? (
          <Tooltip label="All people of this workspace are made up. What they sign proves nothing about anybody.">
            <Badge variant="outline" color="gray" size="sm" radius="sm" tt="none" tabIndex={0}>
              sample
            </Badge>
          </Tooltip>
        ) : null}
      </Group>
      <SegmentedControl
        size="xs"
        aria-label="Environment"
        className="environments"
        data={CHOICES}
        value={environment ?? 'all'}
        transitionDuration={0}
        onChange={(value) => {
          choose(value === 'all' ? null : (value as Environment));
        }}
      />
      <Group gap="sm" wrap="nowrap" className="header-end">
        <Button
          variant="default"
          size="xs"
          leftSection={<IconSearch size={14} />}
          rightSection={<Kbd size="xs">Ctrl K</Kbd>}
          onClick={onPalette}
          className="palette-button"
        >
          Go to or do
        </Button>
        <Clock />
        <WhoChip onLock={onLock} />
      </Group>
    </header>
  );
}

/** By itself, so that a second that passes draws nothing else again. */
function Clock() {
  const time = useNow(1000);
  return (
    <Text size="sm" className="figures clock" component="div">
      <UtcTime at={new Date(time).toISOString()} />
    </Text>
  );
}

function WhoChip({ onLock }: { readonly onLock: () => void }) {
  const { person, askWho } = useWho();
  if (person === null) {
    return (
      <Button size="xs" variant="default" leftSection={<IconLock size={14} />} onClick={askWho}>
        Who are you?
      </Button>
    );
  }
  return (
    <Menu position="bottom-end" shadow="md">
      <Menu.Target>
        <Button size="xs" variant="light" leftSection={<IconLockOpen size={14} />} className="who" title={person.name}>
          {person.name}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{person.roles.join(', ')}</Menu.Label>
        <Menu.Item onClick={askWho}>Somebody else</Menu.Item>
        <Menu.Item leftSection={<IconLock size={14} />} rightSection={<Kbd size="xs">Ctrl L</Kbd>} onClick={onLock}>
          Lock
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function SideBar() {
  const open = useRead('plans.list', { which: 'open' });
  const waiting = open.data?.plans.length ?? 0;
  return (
    <nav className="side" aria-label="Places">
      {PLACES.map(({ to, label, icon: PlaceIcon, hotkey }) => (
        <Link
          key={to}
          to={to}
          className="place"
          title={`g ${hotkey}`}
          activeOptions={{ exact: to === '/' }}
          activeProps={{ 'aria-current': 'page' }}
        >
          <PlaceIcon size={18} aria-hidden />
          <span className="place-label">{label}</span>
          {to === '/approvals' && waiting > 0 ? (
            <Badge size="sm" circle={waiting < 10} color="ink" className="place-count" aria-label={`${waiting} open`}>
              {waiting}
            </Badge>
          ) : null}
        </Link>
      ))}
    </nav>
  );
}

function StatusBar() {
  const { head, folder, environments, mode } = useWorkspace();
  const { host, version } = useSession();
  const verified = useRead('journal.verification', {});
  const result = verified.data?.latest?.result ?? null;
  const levels = [
    ...new Set(environments.flatMap(({ connections }) => connections.map(({ enforcement }) => enforcement))),
  ];
  return (
    <footer className="status">
      <span>
        Journal {head.size} entries, head <ShortDigest digest={head.root} />
      </span>
      <span>
        {result === null ? (
          <Anchor component={Link} to="/journal" inherit>
            not verified yet in this session
          </Anchor>
        ) : (
          <>
            {result.ok ? 'verified' : 'DOES NOT VERIFY'} <UtcTime at={result.at} precision="minute" />
          </>
        )}
      </span>
      <Tooltip label="advisory: the credential also works without Claviger; going around it is detected, not prevented">
        <span tabIndex={0}>Enforcement {levels.join(', ') || 'none'}</span>
      </Tooltip>
      <span className="status-folder" title={folder}>
        {mode === 'reading' ? 'reading only · ' : ''}
        {folder}
      </span>
      <span>
        {version} · {host}
      </span>
    </footer>
  );
}

/** The mark: a key whose bow is a keyhole plate. */
export function Mark({ size = 20 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden className="mark">
      <circle cx="8" cy="12" r="6" fill="none" stroke="currentColor" strokeWidth="2.4" />
      <circle cx="8" cy="12" r="1.9" fill="currentColor" />
      <path d="M14 12h9M18.5 12v4M22 12v3" fill="none" stroke="currentColor" strokeWidth="2.4" strokeLinecap="round" />
    </svg>
  );
}

/** An address without a screen. */
export function NotFound() {
  return (
    <Empty
      icon={<IconSearch size={32} />}
      title="There is no such screen"
      action={
        <Anchor component={Link} to="/">
          To the overview
        </Anchor>
      }
    />
  );
}

import { Kbd, Table } from '@mantine/core';
import { SHORTCUTS } from '../../app/hotkeys.ts';
import { useSession } from '../../app/session.tsx';
import { Panel } from '../../ui/panel.tsx';
import { LICENCES } from './licences.ts';
import styles from './settings.module.css';

const HOST = {
  electron: 'Electron: a window of its own',
  kiosk: 'kiosk: an installed browser, driven over a pipe',
} as const;

/** Which version runs, where, and how well it is shut in. */
export function About() {
  const { version, host, sandboxed } = useSession();
  return (
    <Panel title="About">
      <dl className={styles['facts']}>
        <dt>Version</dt>
        <dd>Claviger {version}</dd>
        <dt>Host</dt>
        <dd>{HOST[host]}</dd>
        <dt>Sandbox</dt>
        <dd>{sandboxed ? 'on' : 'off, because it was started as root: only Practice workspaces open'}</dd>
        <dt>Network</dt>
        <dd>These pages can make no request; only main talks to providers.</dd>
      </dl>
    </Panel>
  );
}

/** What can be done from the keyboard. */
export function Shortcuts() {
  return (
    <Panel title="Keyboard">
      <Table verticalSpacing={4} aria-label="Keyboard shortcuts">
        <Table.Tbody>
          {SHORTCUTS.map(([keys, does]) => (
            <Table.Tr key={keys}>
              <Table.Th scope="row" className={styles['keys'] ?? ''}>
                <Keys text={keys} />
              </Table.Th>
              <Table.Td>{does}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Panel>
  );
}

/** Each key drawn as one; what stands between them as text. */
function Keys({ text }: { readonly text: string }) {
  return text.split(/(, | then )/).map((part, at) =>
    at % 2 === 0 ? (
      <Kbd key={at} size="xs">
        {part}
      </Kbd>
    ) : (
      part
    ),
  );
}

/** Whose work is in it. */
export function Licences() {
  return (
    <Panel title="Licences of what is bundled">
      <p className={styles['own']}>Claviger itself: Apache-2.0.</p>
      <ul className={styles['licences']} aria-label="Bundled work of others">
        {LICENCES.map(([name, licence]) => (
          <li key={name}>
            {name} <span className={styles['licence']}>{licence}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

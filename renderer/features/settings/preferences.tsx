import { Group, NumberInput, SegmentedControl, Stack, Text } from '@mantine/core';
import { useId, useState } from 'react';
import type { BoundaryError, Settings } from '../../../shared/contract/index.ts';
import { Panel, Quiet } from '../../ui/panel.tsx';
import { Failure } from '../../ui/states.tsx';

const APPEARANCES = [
  { value: 'system', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
];
const DENSITIES = [
  { value: 'comfortable', label: 'Comfortable' },
  { value: 'compact', label: 'Compact' },
];
const MINUTES = { min: 1, max: 480 } as const;

/** Appearance, density and when the console locks; each is kept as soon as it is chosen. */
export function Preferences({
  settings,
  onChange,
  isSaved,
  failure,
}: {
  readonly settings: Settings;
  readonly onChange: (changes: Partial<Settings>) => void;
  readonly isSaved: boolean;
  readonly failure: BoundaryError | null;
}) {
  return (
    <Panel
      title="Appearance and locking"
      aside={
        <span role="status">
          <Quiet>{isSaved ? 'Kept' : ''}</Quiet>
        </span>
      }
    >
      <Stack gap="sm">
        <Choice
          label="Appearance"
          value={settings.appearance}
          data={APPEARANCES}
          onChoose={(value) => {
            const appearance = (['system', 'light', 'dark'] as const).find((one) => one === value);
            if (appearance !== undefined) onChange({ appearance });
          }}
        />
        <Choice
          label="Lines of tables"
          value={settings.density}
          data={DENSITIES}
          onChoose={(value) => {
            onChange({ density: value === 'compact' ? 'compact' : 'comfortable' });
          }}
        />
        <LockAfter
          key={settings.lockAfterMinutes}
          minutes={settings.lockAfterMinutes}
          onChange={(lockAfterMinutes) => {
            onChange({ lockAfterMinutes });
          }}
        />
        {failure === null ? null : <Failure error={failure} />}
      </Stack>
    </Panel>
  );
}

function Choice({
  label,
  value,
  data,
  onChoose,
}: {
  readonly label: string;
  readonly value: string;
  readonly data: { value: string; label: string }[];
  readonly onChoose: (value: string) => void;
}) {
  const id = useId();
  return (
    <Group justify="space-between" gap="xs">
      <Text size="sm" id={id}>
        {label}
      </Text>
      <SegmentedControl
        size="xs"
        aria-labelledby={id}
        transitionDuration={0}
        data={data}
        value={value}
        onChange={onChoose}
      />
    </Group>
  );
}

function LockAfter({ minutes, onChange }: { readonly minutes: number; readonly onChange: (minutes: number) => void }) {
  const [typed, setTyped] = useState<number | string>(minutes);
  const keep = (): void => {
    const wanted = typeof typed === 'number' ? Math.round(typed) : minutes;
    const bounded = Math.min(MINUTES.max, Math.max(MINUTES.min, wanted));
    setTyped(bounded);
    if (bounded !== minutes) onChange(bounded);
  };
  return (
    <NumberInput
      label="Lock after so many minutes without use"
      description="Then nobody is at the screen any more. Signing never rests on it: every signature takes a fresh passphrase."
      suffix=" min"
      allowDecimal={false}
      allowNegative={false}
      max={MINUTES.max}
      w={320}
      maw="100%"
      value={typed}
      onChange={setTyped}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.key === 'Enter') keep();
      }}
    />
  );
}

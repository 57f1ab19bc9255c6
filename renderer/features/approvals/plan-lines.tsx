import { Button, Text, Title } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useId, useMemo, useState } from 'react';
import type { PlanView } from '../../../shared/contract/index.ts';
import styles from './plan-screen.module.css';

type Line = PlanView['lines'][number];

/** So many fields are shown at first, and so many more at a time: a plan can have thousands. */
const AT_ONCE = 300;

/** Every field of a plan, by section, exactly as the approval window shows them. */
export function PlanLines({ lines }: { readonly lines: readonly Line[] }) {
  const [shown, setShown] = useState(AT_ONCE);
  const sections = useMemo(() => bySection(lines.slice(0, shown)), [lines, shown]);
  return (
    <div>
      {sections.map(([section, of]) => (
        <Section key={section} section={section} lines={of} />
      ))}
      {lines.length > shown ? (
        <Button
          size="xs"
          variant="default"
          onClick={() => {
            setShown(shown + AT_ONCE);
          }}
        >
          Show more of {lines.length} fields
        </Button>
      ) : null}
    </div>
  );
}

function Section({ section, lines }: { readonly section: string; readonly lines: readonly Line[] }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className={styles['section']}>
      <Title order={2} size="h6" id={id}>
        {section}
      </Title>
      <dl className={styles['lines']}>
        {lines.map(({ label, value, note }, at) => (
          <div key={at}>
            <dt>{label}</dt>
            <dd>
              {value}
              {note === null ? null : (
                <Text component="span" size="xs" className={styles['note'] ?? ''}>
                  <IconAlertTriangle size={13} aria-hidden /> {note}
                </Text>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function bySection(lines: readonly Line[]): readonly (readonly [string, readonly Line[]])[] {
  const sections = new Map<string, Line[]>();
  for (const line of lines) {
    const of = sections.get(line.section);
    if (of === undefined) sections.set(line.section, [line]);
    else of.push(line);
  }
  return [...sections];
}

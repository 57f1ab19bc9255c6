import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { BlastRadius } from '../../renderer/ui/blast-radius.tsx';
import { WizardFrame } from '../../renderer/ui/wizard/index.ts';
import { renderScreen } from './render.tsx';

const STAGES = [
  { id: 'choose', label: 'Choose' },
  { id: 'plan', label: 'Plan' },
  { id: 'run', label: 'Run' },
] as const;
type Id = (typeof STAGES)[number]['id'];

function wizard(at: Id, shown: Id, seen: Id[] = []) {
  return renderScreen(
    <WizardFrame<Id>
      title="Do it"
      about="What it is for"
      environment="production"
      stages={STAGES}
      at={at}
      shown={shown}
      canShow={(stage) => stage !== 'run'}
      onShow={(stage) => seen.push(stage)}
    >
      <p>the stage</p>
    </WizardFrame>,
    {},
  );
}

describe('a wizard', () => {
  it('always says where one is, also to those who cannot see it', async () => {
    wizard('plan', 'plan');
    expect(await screen.findByText('Stage 2 of 3: Plan')).toBeTruthy();
    const stages = within(screen.getByRole('navigation', { name: 'Stages' }));
    expect(stages.getByRole('button', { current: 'step' }).textContent).toContain('Plan');
    expect(stages.getByRole('button', { name: /Choose.*passed/ })).toBeTruthy();
  });

  it('says in which environment one is', async () => {
    wizard('plan', 'plan');
    expect(await screen.findByText('production')).toBeTruthy();
  });

  it('lets stages that were reached be looked at, and no others', async () => {
    const seen: Id[] = [];
    wizard('plan', 'plan', seen);
    const choose = await screen.findByRole('button', { name: /Choose/ });
    expect(screen.getByRole('button', { name: 'Run' })).toHaveProperty('disabled', true);
    await userEvent.click(choose);
    expect(seen).toEqual(['choose']);
  });

  it('says so when one looks at another stage than the work is at, and leads back', async () => {
    const seen: Id[] = [];
    wizard('plan', 'choose', seen);
    await userEvent.click(await screen.findByRole('button', { name: 'To “Plan”' }));
    expect(seen).toEqual(['plan']);
  });

  it('puts the focus where a stage begins when what had it is gone', async () => {
    wizard('plan', 'plan');
    expect(await screen.findByRole('region', { name: 'Plan' })).toBe(document.activeElement);
  });
});

describe('the picture of what hangs on a key', () => {
  const dependants = [
    { kind: 'alias', name: 'alias/cards', pins: 'key-id' },
    { kind: 'application', name: 'checkout', pins: 'alias' },
    { kind: 'storage', name: 'legacy-bucket', pins: 'key-id' },
  ] as const;

  it('tells what comes through the alias from what holds the key id', async () => {
    renderScreen(<BlastRadius name="cards" dependants={dependants} aliases={['cards']} />, {});
    const through = within(await screen.findByRole('list', { name: 'Through an alias' }));
    expect(through.getAllByRole('listitem').map((item) => item.textContent)).toEqual(['applicationcheckout']);
    const pinned = within(screen.getByRole('list', { name: 'Hold the key id' }));
    expect(pinned.getByText('legacy-bucket')).toBeTruthy();
    expect(screen.getByText(/One holds on to its key id and would not follow/)).toBeTruthy();
  });

  it('shows an alias once, however it is written down', async () => {
    renderScreen(<BlastRadius name="cards" dependants={dependants} aliases={['cards']} />, {});
    const aliases = within(await screen.findByRole('list', { name: 'Aliases' }));
    expect(aliases.getAllByRole('listitem')).toHaveLength(1);
  });

  it('says when nothing known hangs on it', async () => {
    renderScreen(<BlastRadius name="cards" dependants={[]} />, {});
    expect(await screen.findByText('Nothing known hangs on this key.')).toBeTruthy();
  });

  it('shows a few of very many and more on demand', async () => {
    const many = Array.from({ length: 1000 }, (_, at) => ({
      kind: 'application' as const,
      name: `app-${at}`,
      pins: 'alias' as const,
    }));
    renderScreen(<BlastRadius name="cards" dependants={many} aliases={['cards']} />, {});
    const list = await screen.findByRole('list', { name: 'Through an alias' });
    expect(within(list).getAllByRole('listitem')).toHaveLength(8);
    await userEvent.click(screen.getByRole('button', { name: 'Show more of 1001' }));
    expect(within(list).getAllByRole('listitem')).toHaveLength(58);
  });
});

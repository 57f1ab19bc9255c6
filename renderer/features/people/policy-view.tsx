import { Anchor, Code, Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { OutputOf } from '../../../shared/contract/index.ts';
import { ENVIRONMENTS, OPERATIONS, ruleFor, type Environment, type Policy } from '../../../shared/policy.ts';
import { EnvironmentBadge } from '../../ui/badges.tsx';
import { Digest } from '../../ui/digest.tsx';
import { Panel, Quiet } from '../../ui/panel.tsx';
import { UtcTime } from '../../ui/time.tsx';
import styles from './people.module.css';
import { conditionsOf, needsText, OPERATION_TEXT } from './wording.ts';

type Roster = OutputOf<'people.read'>;

/** Who must agree to what, where: one row for each operation. */
export function PolicyMatrix({ policy }: { readonly policy: Policy }) {
  return (
    <Table.ScrollContainer minWidth={620} type="native" tabIndex={0} role="region" aria-label="Policy">
      <Table withTableBorder verticalSpacing={6} className={styles['matrix'] ?? ''}>
        <Table.Caption>Who must agree, by operation and environment</Table.Caption>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">Operation</Table.Th>
            {ENVIRONMENTS.map((environment) => (
              <Table.Th key={environment} scope="col">
                <EnvironmentBadge environment={environment} />
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {OPERATIONS.map((operation) => (
            <Table.Tr key={operation}>
              <Table.Th scope="row">{OPERATION_TEXT[operation]}</Table.Th>
              {ENVIRONMENTS.map((environment) => (
                <Cell key={environment} policy={policy} environment={environment} operation={operation} />
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Cell({
  policy,
  environment,
  operation,
}: {
  readonly policy: Policy;
  readonly environment: Environment;
  readonly operation: (typeof OPERATIONS)[number];
}) {
  const rule = ruleFor(policy, environment, operation);
  if (rule === null) {
    return (
      <Table.Td>
        <Quiet>no rule: refused</Quiet>
      </Table.Td>
    );
  }
  return (
    <Table.Td>
      {needsText(rule)}
      <div className={styles['conditions']}>{conditionsOf(rule).join('; ')}</div>
    </Table.Td>
  );
}

/** The rest of the policy, in sentences, and the digests that plans pin. */
export function PolicyFacts({ roster }: { readonly roster: Roster }) {
  const { policy, policyDigest, rosterDigest } = roster;
  return (
    <Panel title="What else holds">
      <dl className={styles['facts']}>
        <dt>Delay</dt>
        <dd>
          Additions to the roster and loosening of the policy come into force {policy.changeDelayHours} hours after
          approval; removals at once.
        </dd>
        <dt>Rotation</dt>
        <dd>
          Every {policy.rotation.periodDays} days unless a key says otherwise; warned of {policy.rotation.warnDays} days
          before.
        </dd>
        <dt>Break-glass</dt>
        <dd>
          {policy.breakGlass
            ? 'One responder may revoke alone; it is flagged everywhere until a security lead has reviewed it.'
            : 'Off: nobody revokes alone.'}
        </dd>
        <dt>Policy digest</dt>
        <dd>
          <Digest digest={policyDigest} label="Copy policy digest" />
        </dd>
        <dt>Roster digest</dt>
        <dd>
          <Digest digest={rosterDigest} label="Copy roster digest" />
        </dd>
      </dl>
    </Panel>
  );
}

/** What breaks if one person is lost, in plain words. */
export function Survivability({ roster: { fragile } }: { readonly roster: Roster }) {
  const impossible = fragile.filter(({ person }) => person === null);
  const byPerson = Map.groupBy(
    fragile.filter(({ person }) => person !== null),
    ({ person }) => person,
  );
  return (
    <Panel title="If one person were lost" urgent={fragile.length > 0}>
      {fragile.length === 0 ? (
        <Text size="sm">Any one person may be lost: every rule could still be met by the others.</Text>
      ) : (
        <ul className={styles['list']}>
          {impossible.length === 0 ? null : (
            <li>
              Even the whole roster cannot do this: <Operations of={impossible} />
            </li>
          )}
          {[...byPerson].map(([person, rules]) => (
            <li key={person}>
              Without <strong>{person}</strong> nobody could: <Operations of={rules} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Operations({ of }: { readonly of: Roster['fragile'] }) {
  const byOperation = Map.groupBy(of, ({ operation }) => operation);
  return [...byOperation].map(([operation, rules], at) => (
    <span key={operation}>
      {at === 0 ? '' : '; '}
      {operationText(operation)} ({rules.map(({ environment }) => environment).join(', ')})
    </span>
  ));
}

function operationText(operation: string): string {
  const known = OPERATIONS.find((one) => one === operation);
  return known === undefined ? operation : OPERATION_TEXT[known].toLowerCase();
}

/** Changes that were approved and are not in force yet. */
export function Pending({ pending }: Pick<Roster, 'pending'>) {
  if (pending.length === 0) return null;
  return (
    <Panel title="Approved, not in force yet" urgent>
      <Text size="sm" mb={4}>
        Until then one no from somebody who may approve such a change stops it.
      </Text>
      <ul className={styles['list']}>
        {pending.map(({ digest, what, inForceAt, approvedAt }) => (
          <li key={digest}>
            <strong>{what}</strong>: in force from <UtcTime at={inForceAt} precision="minute" />{' '}
            <Quiet>
              (approved <UtcTime at={approvedAt} precision="minute" />)
            </Quiet>{' '}
            <Anchor inherit renderRoot={(props) => <Link {...props} to="/approvals/$digest" params={{ digest }} />}>
              Look at the plan <Code>{digest.slice(0, 8)}</Code>
            </Anchor>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

import type { ReactNode } from 'react';
import type { KeyDetail } from '../../../shared/contract/index.ts';
import { CopyButton } from '../../ui/digest.tsx';
import { Quiet } from '../../ui/panel.tsx';
import { UtcTime } from '../../ui/time.tsx';
import styles from './key.module.css';

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className={styles['fact']}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Copied({ text, label }: { readonly text: string; readonly label: string }) {
  return (
    <span className={styles['copied']}>
      <span className={styles['mono']}>{text}</span>
      <CopyButton text={text} label={label} />
    </span>
  );
}

const FULL_NAME = { aws: 'ARN', azure: 'Key URL', practice: 'Full name' } as const;

/** What the key is. */
export function Facts({ detail }: { readonly detail: KeyDetail }) {
  const { lastUse, aliases, deletionDate } = detail;
  const fullName = FULL_NAME[detail.provider];
  return (
    <dl className={styles['facts']}>
      <Fact name="Id">
        <Copied text={detail.id} label="Copy key id" />
      </Fact>
      <Fact name={fullName}>
        <Copied text={detail.arn} label={`Copy ${fullName}`} />
      </Fact>
      <Fact name={aliases.length === 1 ? 'Alias' : 'Aliases'}>
        {aliases.length === 0 ? 'none' : <span className="wrap">{aliases.join(', ')}</span>}
      </Fact>
      <Fact name="Kind">
        {detail.spec}, {detail.usage}
      </Fact>
      <Fact name="Connection">
        {detail.connection} <Quiet>({detail.provider})</Quiet>
      </Fact>
      <Fact name="Owner">{detail.owner ?? 'nobody is named'}</Fact>
      <Fact name="Made">
        <UtcTime at={detail.createdAt} precision="minute" />
      </Fact>
      <Fact name="Last use">
        {lastUse === null ? (
          'none is known'
        ) : (
          <>
            <UtcTime at={lastUse.at} precision="minute" />, {lastUse.operation} by{' '}
            <span className="wrap">{lastUse.principal}</span>
          </>
        )}
      </Fact>
      {deletionDate === null ? null : (
        <Fact name="Deletion">
          <strong>
            <UtcTime at={deletionDate} precision="minute" />
          </strong>
        </Fact>
      )}
    </dl>
  );
}

const METHOD = {
  'in-place': 'in place: new material, same id',
  replacement: 'by replacement: a new key, the alias moves to it',
} as const;

/** How and when the key is rotated. */
export function RotationFacts({ detail }: { readonly detail: KeyDetail }) {
  const { method, automaticDays, onDemandUsed, onDemandLimit } = detail.rotation;
  return (
    <dl className={styles['facts']}>
      <Fact name="Method">{METHOD[method]}</Fact>
      <Fact name="Schedule">every {detail.periodDays} days</Fact>
      <Fact name="Last">
        <UtcTime at={detail.lastRotatedAt} precision="day" />
      </Fact>
      <Fact name="Next">
        {detail.due === 'not-scheduled' ? (
          'not scheduled in this state'
        ) : (
          <UtcTime at={detail.nextRotationAt} precision="day" />
        )}
      </Fact>
      <Fact name="Automatic">{automaticDays === null ? 'off' : `by the provider, every ${automaticDays} days`}</Fact>
      <Fact name="On demand">
        {onDemandLimit === null
          ? `${onDemandUsed} used; the provider sets no limit`
          : `${Math.max(0, onDemandLimit - onDemandUsed)} of ${onDemandLimit} left`}
      </Fact>
    </dl>
  );
}

/** The key's tags. */
export function Tags({ tags }: { readonly tags: KeyDetail['tags'] }) {
  if (tags.length === 0) return <Quiet>It has none.</Quiet>;
  return (
    <dl className={`${styles['facts']} ${styles['tags']}`}>
      {tags.map(({ name, value }) => (
        <Fact key={name} name={name}>
          <span className={styles['mono']}>{value}</span>
        </Fact>
      ))}
    </dl>
  );
}

import { z } from 'zod';
import { digestSchema, line, personIdSchema, personSchema, type Person } from './people.ts';

/** A person as a change of the roster brings them in: nobody who is added is made up. */
export const enrolledSchema = personSchema.omit({ madeUp: true });
export type Enrolled = z.infer<typeof enrolledSchema>;

const personRef = z.strictObject({ id: personIdSchema, name: line(100) });
/** An SSHSIG as one line of base64, without its armor. */
export const compactSshsig = z
  .string()
  .max(16_384)
  .regex(/^[A-Za-z0-9+/]+={0,2}$/);

export const changeSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('add'),
    person: enrolledSchema,
    /** Who of the roster vouches that this is the person. */
    voucher: personRef,
    /** Over the enrolment statement (namespace `claviger-enrol-v1`): one by each key of the person, in their order. */
    proofs: z.array(compactSshsig).min(1).max(8),
  }),
  z.strictObject({ kind: z.literal('remove'), person: personRef }),
]);
/** What becomes of the roster. */
export type Change = z.infer<typeof changeSchema>;

export const enrolmentSchema = z.strictObject({
  type: z.literal('claviger.enrolment.v1'),
  workspace: digestSchema,
  person: enrolledSchema,
});
/** What a new person signs with each of their keys: that they hold it, for this workspace, under this id and roles. */
export type Enrolment = z.infer<typeof enrolmentSchema>;

/** The statement that a new person signs. Its canonical JSON bytes are what is signed. */
export function enrolmentOf(workspace: string, person: Enrolled): Enrolment {
  return { type: 'claviger.enrolment.v1', workspace, person };
}

/** The entry of the roster that an enrolled person becomes. */
export function personOf(enrolled: Enrolled): Person {
  return { ...enrolled, madeUp: false };
}

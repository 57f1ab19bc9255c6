import type { CallName } from '../../shared/contract/index.ts';
import type { z } from 'zod';
import { consoleError, type ConsoleError } from '../../shared/errors.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { printable } from '../../shared/text.ts';
import { admittedPage, describedCall, foreignProblem, senderProblem, type SenderProblem } from './admission.ts';
import { defectError, failedAnswer, goodAnswer, mayLeave } from './answer.ts';
import { defectOf, type Defect } from './defect.ts';
import type { Caller, Handlers } from './handlers.ts';
import { readMessage } from './message.ts';
import type { RateLimit } from './rate.ts';
import type { Sender } from './sender.ts';

export interface RegistrarPorts {
  readonly handlers: Handlers;
  readonly rate: RateLimit;
  /** A new name for a failure. */
  correlationId(): string;
  /** A call was refused for who made it; null: it was not even read. */
  refused(sender: Sender, call: CallName | null, why: SenderProblem): void;
  /** A call was admitted, and is about to be answered. */
  admitted(call: CallName, caller: Caller): void;
  readonly report: (defect: Defect) => void;
}

type Described = NonNullable<ReturnType<typeof describedCall>>;
interface Admitted extends Described {
  readonly input: unknown;
  readonly caller: Caller;
}

/**
 * The one way in: every message of every page is read, its call looked up, its sender checked, its input parsed, the
 * work done, the answer parsed and failures mapped to the codes that the contract lists - in this order, in this file.
 * Never throws.
 */
export function registrar(ports: RegistrarPorts): (sender: Sender, text: string) => Promise<string> {
  return async (sender, text) => {
    const correlationId = ports.correlationId();
    let call = 'no call';
    try {
      const admitted = admit(ports, sender, text);
      if (!admitted.ok) return failedAnswer(admitted.error, correlationId);
      call = admitted.value.name;
      return await answer(ports, admitted.value, correlationId);
    } catch (thrown) {
      ports.report(defectOf(correlationId, call, thrown));
      return failedAnswer(defectError(), correlationId);
    }
  };
}

function admit(ports: RegistrarPorts, sender: Sender, text: string): Result<Admitted, ConsoleError> {
  // SECURITY: before anything is read: reading costs too, and what is malformed or unknown counts like any other.
  const foreign = foreignProblem(sender);
  if (!ports.rate.take(sender.window, text.length, foreign === null)) {
    if (foreign !== null) ports.refused(sender, null, foreign);
    return fail(tooMany());
  }
  const message = readMessage(text);
  if (!message.ok) return message;
  const described = describedCall(message.value.call);
  if (described === null) return fail(consoleError('bad-call', 'There is no such call.'));
  const problem = senderProblem(sender, described.call, message.value.document);
  if (problem !== null) {
    ports.refused(sender, described.name, problem);
    return fail(consoleError('not-allowed', 'This page may not ask for that.'));
  }
  const input = described.call.input.safeParse(message.value.input);
  if (!input.success) return fail(consoleError('bad-call', inputProblem(input.error)));
  if (!ports.rate.takeCall(described.name)) return fail(tooMany());
  const caller = { window: sender.window, page: admittedPage(sender) };
  ports.admitted(described.name, caller);
  return ok({ ...described, input: input.data, caller });
}

function tooMany(): ConsoleError {
  return consoleError('too-many-calls', 'More was asked for than main will do at once.');
}

/** Which field is not as it should be; never what was in it. */
function inputProblem(error: z.ZodError): string {
  const [issue] = error.issues;
  const where = printable((issue?.path ?? []).map(String).join('.'), 100);
  return where === ''
    ? 'The input of the call is not as it should be.'
    : `The field "${where}" is not as it should be.`;
}

/** A handler without its types: the contract has checked what goes in and will check what comes out. */
type AnyHandler = (
  input: unknown,
  caller: Caller,
) => Result<unknown, ConsoleError> | Promise<Result<unknown, ConsoleError>>;

async function answer(ports: RegistrarPorts, admitted: Admitted, correlationId: string): Promise<string> {
  const { name, call, input, caller } = admitted;
  const result = await (ports.handlers[name] as AnyHandler)(input, caller);
  if (result.ok) {
    const output = call.output.safeParse(result.value);
    if (output.success) return goodAnswer(output.data);
    ports.report(
      defectOf(correlationId, name, new Error(`the answer is not of its shape: ${shapeProblem(output.error)}`)),
    );
    return failedAnswer(defectError(), correlationId);
  }
  if (mayLeave(result.error.code, call)) return failedAnswer(result.error, correlationId);
  ports.report(defectOf(correlationId, name, new Error(`the code ${result.error.code} is not one of this call's`)));
  return failedAnswer(defectError(), correlationId);
}

function shapeProblem(error: z.ZodError): string {
  return error.issues
    .slice(0, 5)
    .map(({ path, code }) => `${path.map(String).join('.')} ${code}`)
    .join('; ');
}

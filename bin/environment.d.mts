/** Whether a variable may reach Claviger. Names are compared without regard to case, as Windows does. */
export function isAllowedVariable(name: string): boolean;
/** The part of an environment that may reach Claviger. */
export function allowedEnvironment(env: Record<string, string | undefined>): Record<string, string | undefined>;

/** The inventory: which keys there are, what state they are in, and when they are due. */
export { answersTo, inventoryOf, REPLACES_TAG, type InventoryKey } from './inventory.ts';
export { lifecycleOf, LIFECYCLE_STATES, mayBecome, type LifecycleState } from './lifecycle.ts';
export { PERIOD_TAG, scheduleOf, type RotationSchedule } from './schedule.ts';

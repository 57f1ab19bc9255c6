/** Where keys live: one interface, one implementation per provider. */
export type * from './provider.ts';
export * from './practice/index.ts';

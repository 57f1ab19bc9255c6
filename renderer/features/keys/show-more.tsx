import { Button } from '@mantine/core';

/** Draws more of a long list when asked; nothing once all of it is there. */
export function ShowMore({
  shown,
  all,
  onMore,
}: {
  readonly shown: number;
  readonly all: number;
  readonly onMore: () => void;
}) {
  if (all <= shown) return null;
  return (
    <Button size="compact-xs" variant="default" mt={6} onClick={onMore}>
      Show more of {all}
    </Button>
  );
}

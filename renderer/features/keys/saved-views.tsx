import { Button, Menu, Modal } from '@mantine/core';
import { IconBookmark, IconBookmarkPlus, IconChevronDown, IconPencil } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { readKey, useChange, useRead } from '../../boundary/index.ts';
import type { SavedView } from '../../../shared/contract/index.ts';
import { Failure } from '../../ui/states.tsx';
import styles from './keys.module.css';
import { ManageViews, NameView } from './view-forms.tsx';

/** How many views the settings hold. */
const MOST = 50;

interface Done {
  /** What happened, for the person. */
  readonly text: string;
  /** The views as they were before. */
  readonly before: readonly SavedView[];
}

/** Views: filters that were saved under a name. They are kept in the console's settings. */
export function SavedViews({
  current,
  onChoose,
}: {
  /** What is shown now. */
  readonly current: Omit<SavedView, 'name'>;
  readonly onChoose: (view: SavedView) => void;
}) {
  const queries = useQueryClient();
  const settings = useRead('settings.read', {});
  const save = useChange('settings.save');
  const [dialog, setDialog] = useState<'none' | 'name' | 'manage'>('none');
  const [done, setDone] = useState<Done | null>(null);
  const views = settings.data?.savedViews ?? [];
  const close = (): void => {
    setDialog('none');
  };
  const keep = (next: readonly SavedView[], text: string | null): void => {
    if (settings.data === undefined) return;
    save.mutate(
      { ...settings.data, savedViews: [...next] },
      {
        onSuccess: (saved) => {
          queries.setQueryData(readKey('settings.read', {}), saved);
          setDone(text === null ? null : { text, before: views });
        },
      },
    );
  };
  const shown = views.find((view) => isSame(view, current));
  return (
    <>
      <ViewsMenu
        views={views}
        shown={shown}
        isReady={settings.data !== undefined}
        onChoose={onChoose}
        onDialog={setDialog}
      />
      <span role="status" className={styles['done']}>
        {done === null ? null : (
          <>
            {done.text}{' '}
            <Button
              size="compact-xs"
              variant="default"
              onClick={() => {
                keep(done.before, null);
              }}
            >
              Undo
            </Button>
          </>
        )}
      </span>
      {save.error === null ? null : <Failure error={save.error.error} />}
      <Modal opened={dialog === 'name'} onClose={close} title="Save what is shown as a view">
        <NameView
          taken={views.map(({ name }) => name)}
          isFull={views.length >= MOST}
          onCancel={close}
          onName={(name) => {
            const isNew = views.every((view) => view.name !== name);
            const view = { name, ...current };
            keep(
              isNew ? [...views, view] : views.map((one) => (one.name === name ? view : one)),
              isNew ? `Saved as “${name}”.` : `“${name}” now shows this.`,
            );
            close();
          }}
        />
      </Modal>
      <Modal opened={dialog === 'manage'} onClose={close} title="Rename or delete views">
        <ManageViews
          views={views}
          onRename={(from, to) => {
            keep(
              views.map((view) => (view.name === from ? { ...view, name: to } : view)),
              `“${from}” is now “${to}”.`,
            );
          }}
          onDelete={(name) => {
            keep(
              views.filter((view) => view.name !== name),
              `“${name}” was deleted.`,
            );
            if (views.length === 1) close();
          }}
        />
      </Modal>
    </>
  );
}

function ViewsMenu({
  views,
  shown,
  isReady,
  onChoose,
  onDialog,
}: {
  readonly views: readonly SavedView[];
  /** The one that is shown now. */
  readonly shown: SavedView | undefined;
  readonly isReady: boolean;
  readonly onChoose: (view: SavedView) => void;
  readonly onDialog: (dialog: 'name' | 'manage') => void;
}) {
  return (
    <Menu position="bottom-end" shadow="md">
      <Menu.Target>
        <Button
          size="xs"
          variant="default"
          disabled={!isReady}
          leftSection={<IconBookmark size={14} />}
          rightSection={<IconChevronDown size={14} />}
          title={shown?.name}
        >
          <span className={styles['view-name']}>{shown === undefined ? 'Views' : shown.name}</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {views.length === 0 ? <Menu.Label>No view was saved yet</Menu.Label> : <Menu.Label>Saved views</Menu.Label>}
        {views.map((view) => (
          <Menu.Item
            key={view.name}
            aria-current={view === shown}
            onClick={() => {
              onChoose(view);
            }}
          >
            <span className={styles['view-name']}>{view.name}</span>
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconBookmarkPlus size={14} />}
          onClick={() => {
            onDialog('name');
          }}
        >
          Save what is shown as a view …
        </Menu.Item>
        <Menu.Item
          leftSection={<IconPencil size={14} />}
          disabled={views.length === 0}
          onClick={() => {
            onDialog('manage');
          }}
        >
          Rename or delete views …
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function isSame(view: SavedView, current: Omit<SavedView, 'name'>): boolean {
  const same = (a: readonly string[], b: readonly string[]): boolean =>
    a.length === b.length && a.every((one) => b.includes(one));
  return (
    view.environment === current.environment &&
    view.search === current.search &&
    same(view.states, current.states) &&
    same(view.due, current.due)
  );
}

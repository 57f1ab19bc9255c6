import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readMounts, unsuitableFolder } from '../../main/workspace/suitable-folder.ts';
import { temporaryFolder } from '../support/temporary.ts';

/** A row as proc(5) describes it. */
const mount = (point: string, type: string): string => `36 35 98:0 / ${point} rw,noatime shared:1 - ${type} source rw`;
const table = (...rows: readonly string[]): string => [mount('/', 'ext4'), ...rows, ''].join('\n');

describe('a folder on a network file system is refused', () => {
  test.each([
    'nfs',
    'nfs4',
    'cifs',
    'smb3',
    'smbfs',
    'afs',
    'ceph',
    'glusterfs',
    'lustre',
    'davfs',
    'fuse.sshfs',
    'fuse.rclone',
    'fuse.s3fs',
    'fuse.gcsfuse',
    'fuse.davfs2',
    'fuse.onedriver',
  ])('%s', (type) => {
    const mounts = table(mount('/srv/share', type));
    expect(unsuitableFolder('/srv/share/deep/workspace', mounts)).toContain(type);
    expect(unsuitableFolder('/srv/share', mounts)).toContain(type);
    expect(unsuitableFolder('/srv/shared', mounts)).toBeNull();
    expect(unsuitableFolder('/srv', mounts)).toBeNull();
  });

  test.each(['ext4', 'xfs', 'btrfs', 'zfs', 'tmpfs', 'overlay', 'apfs', 'fuseblk', 'fuse.gvfsd-fuse', 'nfsd'])(
    'and one on %s is not',
    (type) => {
      expect(unsuitableFolder('/data/w', table(mount('/data', type)))).toBeNull();
    },
  );

  test('the innermost mount decides, whichever way round', () => {
    const inside = table(mount('/srv', 'nfs4'), mount('/srv/local', 'ext4'));
    expect(unsuitableFolder('/srv/local/w', inside)).toBeNull();
    expect(unsuitableFolder('/srv/other/w', inside)).toContain('nfs4');
    const reversed = table(mount('/srv/local', 'ext4'), mount('/srv', 'nfs4'));
    expect(unsuitableFolder('/srv/local/w', reversed)).toBeNull();
  });

  test('of two mounts in one place, the later one lies on top', () => {
    expect(unsuitableFolder('/srv/w', table(mount('/srv', 'ext4'), mount('/srv', 'nfs4')))).toContain('nfs4');
    expect(unsuitableFolder('/srv/w', table(mount('/srv', 'nfs4'), mount('/srv', 'ext4')))).toBeNull();
  });

  test.each([
    ['a blank', '/srv/key\\040share', '/srv/key share/w'],
    ['a tab', '/srv/key\\011share', '/srv/key\tshare/w'],
    ['a backslash', '/srv/key\\134share', '/srv/key\\share/w'],
    ['a hash', '/srv/\\043share', '/srv/#share/w'],
  ])('a mount point with %s in its name is found', (_, point, folder) => {
    expect(unsuitableFolder(folder, table(mount(point, 'cifs')))).toContain('cifs');
  });

  test('a table that cannot be understood, or is not there, accuses nobody', () => {
    for (const mounts of [null, '', 'nonsense', ' - nfs4 ', '\n\n']) {
      expect(unsuitableFolder('/srv/w', mounts)).toBeNull();
    }
  });

  test('a network share by its name is refused', () => {
    expect(unsuitableFolder('//server/share/w', null)).toContain('network share');
    expect(unsuitableFolder('\\\\server\\share\\w', null)).toContain('network share');
  });
});

describe('a folder that a cloud service keeps in step is refused', () => {
  test.each([
    'Dropbox',
    'OneDrive',
    'OneDrive - Example Ltd',
    'Google Drive',
    'GoogleDrive',
    'My Drive',
    'iCloud Drive',
    'Mobile Documents',
    'Nextcloud',
    'ownCloud',
    'Syncthing',
    'Box Sync',
    'pCloud Drive',
    'DROPBOX',
  ])('by the name %s, at any depth', (name) => {
    expect(unsuitableFolder(`/home/ada/${name}`, null)).toContain(name);
    expect(unsuitableFolder(`/home/ada/${name}/keys/workspace`, null)).toContain(name);
  });

  test.each(['Dropbox (Example Ltd)', 'Dropbox-Personal', 'OneDrive-Personal', 'GoogleDrive-ada@example.com'])(
    'by the name %s, as the services write it when there are several accounts',
    (name) => {
      expect(unsuitableFolder(`/Users/ada/Library/CloudStorage/${name}/workspace`, null)).not.toBeNull();
    },
  );

  test.each(['dropboxes', 'my-onedrive', 'boxes', 'synchronised', 'inbox'])('and not by the name %s', (name) => {
    expect(unsuitableFolder(`/home/ada/${name}/workspace`, null)).toBeNull();
  });

  test.each(['.dropbox', '.dropbox.cache', '.stfolder', '.nextcloudsync.log', '.owncloudsync.log'])(
    'by the marker %s in any folder above',
    (marker) => {
      const folder = temporaryFolder();
      const deep = join(folder, 'a', 'b', 'workspace');
      mkdirSync(join(folder, 'a', 'b'), { recursive: true });
      expect(unsuitableFolder(deep, null)).toBeNull();
      writeFileSync(join(folder, marker), '');
      expect(unsuitableFolder(deep, null)).toContain(marker);
      expect(unsuitableFolder(folder, null)).toContain(marker);
    },
  );
});

test('this machine’s own table can be read where there is one', () => {
  const mounts = readMounts();
  expect(mounts === null || mounts.includes(' - ')).toBe(true);
});

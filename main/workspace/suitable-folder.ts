import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve, sep } from 'node:path';

// SECURITY: on network and synchronised folders locks do not hold and files change behind SQLite's back.
const NETWORK_FILE_SYSTEMS =
  /^(?:nfs\d?|cifs|smb\d?|smbfs|afs|ceph|glusterfs|lustre|davfs|fuse\.(?:sshfs|rclone|s3fs|gcsfuse|glusterfs|davfs2?|dropbox|onedriver))$/;
const SYNCHRONISED_FOLDERS =
  /^(?:dropbox(?: ?\(.+\)|-.+)?|onedrive(?: - .+|-.+)?|google ?drive(?:-.+)?|my drive|icloud ?drive|mobile documents|nextcloud|owncloud|syncthing|sync|box|box sync|pcloud ?drive)$/i;
const SYNCHRONISED_MARKERS = ['.dropbox', '.dropbox.cache', '.stfolder', '.nextcloudsync.log', '.owncloudsync.log'];

/**
 * Says why a workspace may not stand in a folder, or null. Completes "The folder ...".
 * @param mounts what the operating system says is mounted (Linux: /proc/self/mountinfo); null where it has no such list
 */
export function unsuitableFolder(folder: string, mounts: string | null): string | null {
  const absolute = resolve(folder);
  if (/^(?:\\\\|\/\/)/.test(folder)) return 'is on a network share';
  const parts = absolute.split(sep);
  const synchronised = parts.find((part) => SYNCHRONISED_FOLDERS.test(part));
  if (synchronised !== undefined) return `is kept in step with a cloud service ("${synchronised}")`;
  for (let at = absolute; ; at = dirname(at)) {
    const marker = SYNCHRONISED_MARKERS.find((name) => existsSync(`${at}${sep}${name}`));
    if (marker !== undefined) return `is kept in step with a cloud service (there is a ${marker} in ${at})`;
    if (dirname(at) === at) break;
  }
  const type = mounts === null ? null : fileSystemOf(absolute, mounts);
  return type !== null && NETWORK_FILE_SYSTEMS.test(type) ? `is on a network file system (${type})` : null;
}

/** The mount table of this machine, or null where there is none to read. */
export function readMounts(): string | null {
  try {
    return readFileSync('/proc/self/mountinfo', 'utf8');
  } catch {
    return null;
  }
}

/** proc(5): field 5 is the mount point (octal escapes), the field after " - " the file system's type. */
function fileSystemOf(path: string, mounts: string): string | null {
  let best: { point: string; type: string } | null = null;
  for (const row of mounts.split('\n')) {
    const point = row.split(' ')[4]?.replace(/\\(\d{3})/g, (_, code: string) => String.fromCharCode(parseInt(code, 8)));
    const type = row.split(' - ')[1]?.split(' ')[0];
    if (point === undefined || type === undefined) continue;
    const inside = path === point || path.startsWith(point.endsWith('/') ? point : `${point}/`);
    if (inside && (best === null || point.length >= best.point.length)) best = { point, type };
  }
  return best?.type ?? null;
}

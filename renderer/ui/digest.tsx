import { ActionIcon, Box, Group, Text, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useState } from 'react';

/** A digest cut into groups of four, so that two people can compare it. */
export function groupsOf(digest: string): readonly string[] {
  return digest.match(/.{1,4}/g) ?? [];
}

/** Copies a text; the icon says that it has. */
export function CopyButton({ text, label }: { readonly text: string; readonly label: string }) {
  const [copied, setCopied] = useState(false);
  return (
    <Tooltip label={copied ? 'Copied' : label}>
      <ActionIcon
        variant="subtle"
        color={copied ? 'teal' : 'gray'}
        size="sm"
        aria-label={label}
        onClick={() => {
          void navigator.clipboard.writeText(text).then(
            () => {
              setCopied(true);
            },
            () => {
              setCopied(false);
            },
          );
        }}
        onBlur={() => {
          setCopied(false);
        }}
      >
        {copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
      </ActionIcon>
    </Tooltip>
  );
}

/** A whole digest in groups, with copy. */
export function Digest({ digest, label = 'Copy digest' }: { readonly digest: string; readonly label?: string }) {
  return (
    <Group gap={4} wrap="nowrap" align="flex-start">
      <Text ff="monospace" size="sm" className="digest">
        {groupsOf(digest).map((group, at) => (
          <span key={at}>{group} </span>
        ))}
      </Text>
      <CopyButton text={digest} label={label} />
    </Group>
  );
}

/** The beginning of a digest, whole on hover; for lists. */
export function ShortDigest({ digest }: { readonly digest: string }) {
  return (
    <Tooltip label={groupsOf(digest).join(' ')} multiline maw={420}>
      <Text component="span" ff="monospace" inherit>
        {groupsOf(digest).slice(0, 4).join(' ')}…
      </Text>
    </Tooltip>
  );
}

/** A digest as 24 numbered words, to be read out and compared by voice. */
export function Words({ words }: { readonly words: readonly string[] }) {
  return (
    <Box component="ol" className="words" aria-label="Digest in words">
      {words.map((word, at) => (
        <li key={at}>{word}</li>
      ))}
    </Box>
  );
}

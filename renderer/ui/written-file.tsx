import { Code, Group, Text } from '@mantine/core';
import { CopyButton, Digest } from './digest.tsx';

/** Says where main wrote a file, and the SHA-256 of its bytes, so that a copy can be recognised. */
export function WrittenFile({
  what,
  file,
  sha256,
}: {
  /** Begins the sentence: `The plan`. */
  readonly what: string;
  readonly file: string;
  readonly sha256: string;
}) {
  const the = what.charAt(0).toLowerCase() + what.slice(1);
  return (
    <div role="status">
      <Text size="sm">{what} was written to</Text>
      <Group gap={4} wrap="nowrap" align="flex-start">
        <Code className="wrap">{file}</Code>
        <CopyButton text={file} label={`Copy the path of ${the}`} />
      </Group>
      <Text size="sm" mt={4}>
        SHA-256 of the file
      </Text>
      <Digest digest={sha256} label={`Copy the SHA-256 of ${the}`} />
    </div>
  );
}

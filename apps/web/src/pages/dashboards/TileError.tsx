import { codeOf, EmptyState, ErrorState, failureOf, useWords } from '@stationhouse/plugin-web';

/** Refused by what the reader's role sees, whoever set the tile up. */
const MASKED: ReadonlySet<string> = new Set(['FIGURE_TOO_FINE', 'PERSONAL_DATA_MASKED']);

/** Why one tile shows nothing; the others are not touched. What a role does not see has not failed: asking again would say the same. */
export function TileError({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { say, textOf } = useWords();
  if (MASKED.has(codeOf(error))) return <EmptyState title={say('按规则，您的角色不能这样看', 'Your role does not see it so')} hint={textOf(failureOf(error).text)} />;
  return <ErrorState compact error={error} onRetry={onRetry} />;
}

import type { Bilingual } from '@stationhouse/kernel';
import { useWords, type ApiText } from '@stationhouse/plugin-web';
import './form.css';

/** What whoever fills in a form should know, above it. */
export function Help({ text }: { text: ApiText | Bilingual | null | undefined }) {
  const { textOf } = useWords();
  return text ? <p className="form-help" role="note">{textOf(text)}</p> : null;
}

import { useWords } from '@stationhouse/plugin-web';
import type { AuthoredCopyQuery } from '../../../gql/authoring.js';

type Note = AuthoredCopyQuery['authoredCopy']['notes'][number];

/** What a copy goes without, and what stands in its place: read before it is made, and kept as comments on its draft. */
export function CopyNotes({ notes }: { notes: readonly Note[] }) {
  const { say, textOf } = useWords();
  const titles: Readonly<Record<Note['kind'], string>> = {
    ASKED: say('原由程序判断，改为由人回答', 'Worked out by the program, now answered by a person'),
    BY_HAND: say('原由程序完成，改为由人完成', 'Done by the program, now by a person'),
    LEFT_OUT: say('没有带过来', 'Left out'),
    KEPT: say('请核对', 'To be looked at'),
  };
  if (notes.length === 0) return <p className="sh-sub">{say('全部内容都会带过来。', 'Everything comes with it.')}</p>;
  return (
    <section className="cf-copied" aria-label={say('复制后有哪些不同', 'What is different in the copy')}>
      <h3>{say('复制后有哪些不同', 'What is different in the copy')}</h3>
      <p className="sh-sub">{say('复制后即可发布。有 {count} 处由程序完成的内容带不过来，已改成下面的样子；新建后逐条列在批注里，处理一条划去一条。', 'The copy may be published as it is. {count, plural, one {# thing} other {# things}} that the program does cannot come with it; each is put as follows, and stands among the comments until it is dealt with.', { count: notes.length })}</p>
      {(['ASKED', 'BY_HAND', 'LEFT_OUT', 'KEPT'] as const).map((kind) => {
        const own = notes.filter((note) => note.kind === kind);
        return own.length === 0 ? null : <details key={kind} className="cf-below"><summary>{titles[kind]} <span className="sh-sub">{own.length}</span></summary><ul className="sh-long">{own.map(({ path, text }) => <li key={`${path} ${text.zhCN}`}>{textOf(text)}</li>)}</ul></details>;
      })}
    </section>
  );
}

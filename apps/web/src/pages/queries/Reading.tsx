import { useWords } from '@stationhouse/plugin-web';
import { Button, Tabs } from 'antd';
import { useRef, useState } from 'react';
import type { OpenQuery } from './query.js';
import { Examples, Saved } from './Rail.js';
import { runQuery } from './run.js';

/** On a phone queries are read and run, not written: the editor needs a keyboard and room. */
export default function Reading() {
  const { say } = useWords();
  const [opened, setOpened] = useState<OpenQuery>();
  const [answer, setAnswer] = useState<string>();
  const [busy, setBusy] = useState(false);
  const cancel = useRef<AbortController>(undefined);
  const open = (wanted: OpenQuery) => {
    cancel.current?.abort();
    setOpened(wanted);
    setAnswer(undefined);
  };
  const run = async ({ document, variables }: OpenQuery) => {
    const asked = new AbortController();
    cancel.current = asked;
    setBusy(true);
    try {
      setAnswer(JSON.stringify(await runQuery({ query: document, variables }, asked.signal), null, 2));
    } catch {
      // Cancelled, or another query was opened meanwhile: nothing is missing.
      if (!asked.signal.aborted) setAnswer(say('没有得到答复，请重试。', 'No answer came. Try again.'));
    } finally {
      if (cancel.current === asked) setBusy(false);
    }
  };
  const opening = { opened, onOpen: open };
  return (
    <div className="sh-stack">
      <p className="sh-sub">{say('手机上可以运行和查看；编写查询请用电脑。', 'Run and read on the phone; write queries at a computer.')}</p>
      {opened && (
        <section className="sh-card" aria-label={opened.title}>
          <div className="sh-row sh-card-head"><h2 className="sh-long">{opened.title}</h2></div>
          <pre className="queries-code" tabIndex={0}>{opened.document}</pre>
          <div className="sh-row">
            {busy ? <Button danger onClick={() => cancel.current?.abort()}>{say('取消', 'Cancel')}</Button> : <Button type="primary" onClick={() => void run(opened)}>▶ {say('运行', 'Run')}</Button>}
            <Button onClick={() => setOpened(undefined)}>{say('关闭', 'Close')}</Button>
          </div>
          {answer !== undefined && <pre className="queries-code" tabIndex={0} aria-live="polite">{answer}</pre>}
        </section>
      )}
      <section className="sh-card">
        <Tabs items={[{ key: 'examples', label: say('示例', 'Examples'), children: <Examples {...opening} /> }, { key: 'saved', label: say('已保存', 'Saved'), children: <Saved {...opening} /> }]} />
      </section>
    </div>
  );
}

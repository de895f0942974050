import 'graphiql/setup-workers/vite';
import '@graphiql/react/style.css';
import { GraphiQLProvider, pick, QueryEditor, ResponseEditor, useGraphiQL, useGraphiQLActions, VariableEditor } from '@graphiql/react';
import { useScope, useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { parse, print } from 'graphql';
import { useEffect, useState } from 'react';
import { Link } from 'react-router';
import { PERMISSIONS } from '../../permissions.js';
import { CopyDrawer } from './CopyDrawer.js';
import { CostStrip } from './CostStrip.js';
import { kept } from './kept.js';
import { Rail } from './Rail.js';
import { runQuery } from './run.js';
import { SaveDrawer } from './SaveDrawer.js';
import { variablesOf, type OpenQuery } from './query.js';

const FIRST = `query Metrics {
  metrics {
    id
    title { zhCN en }
    description { zhCN en }
  }
}
`;

/** Long lines are read without scrolling sideways; Chinese punctuation is no disguise of another sign. */
const LOOK = { wordWrap: 'on', fontSize: 13, unicodeHighlight: { ambiguousCharacters: false } } as const;

/** The desk: what to start from on the left, the question in the middle, the answer on the right. Loaded with the editor it needs. */
export default function Editor() {
  const { locale } = useWords();
  return (
    // Descriptions come in the reader's language: another language asks anew.
    <GraphiQLProvider key={locale} fetcher={(asked) => runQuery(asked) as Promise<object> as never} storage={kept.storage} defaultTheme="light" defaultQuery={FIRST} onPrettifyQuery={(query) => print(parse(query))}>
      <Desk />
    </GraphiQLProvider>
  );
}

function Desk() {
  const { say } = useWords();
  const { may } = useScope();
  const { run, stop, prettifyEditors, setTheme } = useGraphiQLActions();
  const { queryEditor, variableEditor, responseEditor, isFetching, initialQuery, initialVariables } = useGraphiQL(pick('queryEditor', 'variableEditor', 'responseEditor', 'isFetching', 'initialQuery', 'initialVariables'));
  const [text, setText] = useState({ document: initialQuery, variables: initialVariables });
  const [opened, setOpened] = useState<OpenQuery>();
  const [saving, setSaving] = useState(false);
  const [copying, setCopying] = useState(false);
  const [tab, setTab] = useState('examples');
  const [trail, setTrail] = useState<readonly string[]>([]);
  const [asked, setAsked] = useState(false);
  if (isFetching && !asked) setAsked(true);
  useEffect(() => setTheme('light'), [setTheme]);
  useEffect(() => {
    for (const editor of [queryEditor, variableEditor, responseEditor]) editor?.updateOptions(LOOK);
  }, [queryEditor, variableEditor, responseEditor]);
  // What is chosen before the editors are there is written into them once they are.
  const [wanted, setWanted] = useState<OpenQuery>();
  useEffect(() => {
    if (wanted === undefined || queryEditor === undefined || variableEditor === undefined) return;
    queryEditor.setValue(wanted.document);
    variableEditor.setValue(Object.keys(wanted.variables).length === 0 ? '' : JSON.stringify(wanted.variables, null, 2));
    queryEditor.focus();
  }, [wanted, queryEditor, variableEditor]);
  const open = (query: OpenQuery) => {
    setOpened(query);
    setWanted(query);
  };
  const lookUp = (name: string | undefined) => {
    if (name === undefined) return;
    setTab('docs');
    setTrail((now) => (now.at(-1) === name ? now : [...now, name]));
  };
  const variables = variablesOf(text.variables);
  const ready = queryEditor !== undefined && variableEditor !== undefined;
  return (
    <div className="graphiql-container queries">
      <aside className="queries-rail" aria-label={say('可用的查询', 'Queries to start from')}><Rail opened={opened} onOpen={open} ready={ready} tab={tab} onTab={setTab} trail={trail} onTrail={setTrail} /></aside>
      <div className="queries-ask">
        <div className="queries-bar">
          {isFetching
            ? <Button danger onClick={stop}>{say('取消', 'Cancel')}</Button>
            : <Button type="primary" disabled={!ready || variables === undefined} onClick={run} title="Ctrl + Enter">▶ {say('运行', 'Run')}</Button>}
          <Button disabled={!ready} onClick={() => void prettifyEditors()}>{say('整理', 'Tidy')}</Button>
          <Button disabled={!ready || variables === undefined} onClick={() => setSaving(true)}>{say('保存…', 'Save …')}</Button>
          <Button disabled={!ready || variables === undefined} onClick={() => setCopying(true)}>{say('复制为…', 'Copy as …')}</Button>
          {opened && <span className="queries-opened sh-long" title={opened.title}>{opened.title}</span>}
        </div>
        <CostStrip document={text.document} variables={variables} />
        <div className="queries-editor" data-editor="query"><QueryEditor aria-label={say('查询语句', 'Query document')} onEdit={(document) => setText((now) => ({ ...now, document }))} onClickReference={(reference) => lookUp(nameOf(reference))} /></div>
        <h2 className="queries-label">{say('变量（JSON）', 'Variables (JSON)')}{variables === undefined && <span className="queries-bad" role="alert">{say('不是合法的 JSON 对象', 'not a JSON object')}</span>}</h2>
        <div className="queries-editor queries-variables" data-editor="variables"><VariableEditor aria-label={say('变量', 'Variables')} onEdit={(value) => setText((now) => ({ ...now, variables: value }))} /></div>
      </div>
      <div className="queries-answer" aria-busy={isFetching}>
        <h2 className="queries-label">{say('结果', 'Answer')}{isFetching ? <span className="sh-sub">{say('查询中…', 'asking …')}</span> : !asked && <span className="sh-sub">{say('选一个示例或写好查询，按“运行”后显示在这里', 'choose an example or write a query, and run it')}</span>}</h2>
        <div className="queries-editor" data-editor="answer"><ResponseEditor aria-label={say('结果', 'Answer')} /></div>
        {may(PERMISSIONS.holdApiKeys) && <p className="sh-small sh-sub">{say('在笔记本或报表工具里用同一查询：', 'The same query from a notebook or a report:')} <Link to="/account/keys">{say('接口密钥', 'API keys')}</Link></p>}
      </div>
      {saving && <SaveDrawer document={text.document} variables={variables ?? {}} opened={opened} onClose={() => setSaving(false)} onSaved={(saved) => { setOpened(saved); setSaving(false); }} />}
      {copying && <CopyDrawer document={text.document} variables={variables ?? {}} onClose={() => setCopying(false)} />}
    </div>
  );
}

/** The type whose documentation a clicked name leads to. */
function nameOf(reference: { readonly typeInfo?: unknown }): string | undefined {
  const info = reference.typeInfo as { readonly parentType?: { readonly name?: string } | null; readonly type?: { toString(): string } | null } | undefined;
  return info?.parentType?.name ?? info?.type?.toString().replaceAll(/[[\]!]/g, '');
}

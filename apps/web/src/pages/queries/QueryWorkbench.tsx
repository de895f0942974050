import { Loading, PageHeader, useWords } from '@stationhouse/plugin-web';
import { lazy, Suspense } from 'react';
import { useNarrow } from '../configure/useNarrow.js';
import './queries.css';

const Editor = lazy(() => import('./Editor.js'));
const Reading = lazy(() => import('./Reading.js'));

/** Questions to the whole interface, for whoever knows what GraphQL is: written at a desk, read on a phone. */
export default function QueryWorkbench() {
  const { say } = useWords();
  const narrow = useNarrow();
  return (
    <>
      <PageHeader title={say('查询工作台', 'Query workbench')} facts={say('用一种语言查询全部数据；结果按您的权限给出，个人信息已脱敏。', 'One language for every question; answers follow from your rights, personal data masked.')} />
      <Suspense fallback={<Loading rows={8} />}>{narrow ? <Reading /> : <Editor />}</Suspense>
    </>
  );
}

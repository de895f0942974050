import { PageHeader, useStation, useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { NavLink, useNavigate } from 'react-router';
import { distressPage, foundPersonsPage, propertyPage, searchesPage } from '../paths.js';
import './lists.css';

interface Props {
  readonly title: string;
  readonly facts?: ReactNode;
  /** What is recorded here: the first one filled. Each leads somewhere below the station. */
  readonly starts: readonly { readonly title: string; readonly path: string }[];
}

/** The head of a list, with the way to the other three. */
export function LossesHead({ title, facts, starts }: Props) {
  const { say } = useWords();
  const { base, may } = useStation();
  const navigate = useNavigate();
  const lists = [[searchesPage, say('走失人员', 'Missing persons')], [foundPersonsPage, say('发现走散人员', 'Found first')], [propertyPage, say('失物招领', 'Property')], [distressPage, say('情绪失落', 'Distress')]] as const;
  return (
    <>
      <PageHeader title={title} facts={facts} actions={may('instance.start') && starts.map((start, index) => <Button key={start.path} type={index === 0 ? 'primary' : 'default'} onClick={() => void navigate(`${base}/${start.path}`)}>{start.title}</Button>)} />
      <nav className="losses-nav" aria-label={say('三失', 'The three losses')}>{lists.map(([path, words]) => <NavLink key={path} end to={`${base}/${path}`}>{words}</NavLink>)}</nav>
    </>
  );
}

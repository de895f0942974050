import { autocompletion, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete';
import { yaml } from '@codemirror/lang-yaml';
import { lintGutter, setDiagnostics, type Diagnostic } from '@codemirror/lint';
import { Compartment, EditorState, Prec } from '@codemirror/state';
import { EditorView, hoverTooltip, keymap, type Tooltip } from '@codemirror/view';
import { useWords } from '@stationhouse/plugin-web';
import { definitionAt, lineOfPath, type Surroundings } from '@stationhouse/workflow';
import { basicSetup } from 'codemirror';
import { useEffect, useRef } from 'react';
import type { Read } from './reading/useReading.js';
import type { Spot } from './work.js';
import './editor.css';

type Desk = Read['desk'];

interface EditorProps {
  readonly text: string;
  readonly readOnly: boolean;
  /** Undefined while they are found out: the marks of before stay where they are. */
  readonly problems: readonly { readonly line?: number; readonly text: string }[] | undefined;
  readonly surroundings: Surroundings;
  readonly desk: Desk;
  /** Where to stand, and how often that was asked. */
  readonly spot: { readonly spot: Spot; readonly asked: number } | undefined;
  readonly onChange: (text: string) => void;
}

/** The text of a workflow: it completes from the grammar and from its own names, explains, marks what is wrong, and goes to where a name is defined (F12). */
export default function TextEditor({ text, readOnly, problems, surroundings, desk, spot, onChange }: EditorProps) {
  const { say } = useWords();
  const label = say('流程文本，Ctrl+空格补全，F12 转到定义，Esc 后按 Tab 离开', 'The text of the workflow; Ctrl+Space completes, F12 goes to the definition, Esc then Tab leaves');
  const box = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const latest = useRef({ onChange, surroundings, desk });
  const first = useRef({ text, readOnly, label });
  const locked = useRef(new Compartment());
  useEffect(() => {
    latest.current = { onChange, surroundings, desk };
  });
  useEffect(() => {
    if (box.current === null) return undefined;
    const made = new EditorView({
      parent: box.current,
      state: EditorState.create({
        doc: first.current.text,
        extensions: [
          // One history for both faces: the page takes back and does again.
          Prec.highest(keymap.of([{ key: 'Mod-z', run: () => true }, { key: 'Mod-Shift-z', run: () => true }, { key: 'Mod-y', run: () => true }, { key: 'F12', run: goToDefinition }])),
          basicSetup, yaml(), lintGutter(), EditorView.lineWrapping,
          autocompletion({ override: [(context) => complete(context, latest.current)], icons: false }),
          hoverTooltip((editor, at) => explain(editor, at, latest.current)),
          EditorView.domEventHandlers({ mousedown: (event, editor) => (event.ctrlKey || event.metaKey) && jump(editor, editor.posAtCoords({ x: event.clientX, y: event.clientY })) }),
          EditorView.contentAttributes.of({ 'aria-label': first.current.label, spellcheck: 'false' }),
          EditorView.updateListener.of((update) => { if (update.docChanged && update.transactions.some((one) => one.isUserEvent('input') || one.isUserEvent('delete') || one.isUserEvent('move'))) latest.current.onChange(update.state.doc.toString()); }),
          locked.current.of(EditorState.readOnly.of(first.current.readOnly)),
        ],
      }),
    });
    // A keyboard scrolls what the cursor is not in, too.
    made.scrollDOM.tabIndex = 0;
    view.current = made;
    return () => made.destroy();
    // The editor is made once; what changes later is handed to it below.
  }, []);
  useEffect(() => {
    const editor = view.current;
    if (editor !== undefined) put(editor, text);
  }, [text]);
  useEffect(() => view.current?.dispatch({ effects: locked.current.reconfigure(EditorState.readOnly.of(readOnly)) }), [readOnly]);
  useEffect(() => {
    const editor = view.current;
    if (editor === undefined || problems === undefined) return;
    editor.dispatch(setDiagnostics(editor.state, problems.flatMap(({ line, text: message }): Diagnostic[] => {
      if (line === undefined || line < 1 || line > editor.state.doc.lines) return [];
      const at = editor.state.doc.line(line);
      return [{ from: at.from + (/\S/.exec(at.text)?.index ?? 0), to: at.to, severity: 'error', message }];
    })));
  }, [problems]);
  useEffect(() => {
    const editor = view.current;
    if (editor === undefined || spot === undefined) return;
    const wanted = 'line' in spot.spot ? spot.spot.line : lineOfPath(editor.state.doc.toString(), spot.spot.path);
    if (wanted === undefined) return;
    const line = editor.state.doc.line(Math.min(Math.max(wanted, 1), editor.state.doc.lines));
    editor.dispatch({ selection: { anchor: line.from + (/\S/.exec(line.text)?.index ?? 0) }, effects: EditorView.scrollIntoView(line.from, { y: 'center' }) });
    editor.focus();
  }, [spot]);
  return <div ref={box} className="cf-editor-box" />;
}

/** Puts a text in the place of what stands there, touching only what differs: the cursor stays where it was. */
function put(editor: EditorView, text: string): void {
  const now = editor.state.doc.toString();
  if (now === text) return;
  let from = 0;
  while (from < now.length && from < text.length && now[from] === text[from]) from += 1;
  let end = 0;
  while (end < now.length - from && end < text.length - from && now[now.length - 1 - end] === text[text.length - 1 - end]) end += 1;
  editor.dispatch({ changes: { from, to: now.length - end, insert: text.slice(from, text.length - end) } });
}

interface Asking {
  readonly surroundings: Surroundings;
  readonly desk: Desk;
}

async function complete(context: CompletionContext, { surroundings, desk }: Asking): Promise<CompletionResult | null> {
  if (!context.explicit && context.matchBefore(/[\w$^.]$|[:{[,-] $/) === null) return null;
  const found = await desk.suggest({ text: context.state.doc.toString(), offset: context.pos, surroundings });
  if (found === undefined) return null;
  const types = { key: 'property', value: 'constant', name: 'variable', function: 'function' } as const;
  const colon = /^\s*:/.test(context.state.sliceDoc(context.pos, context.pos + 20).replace(/^[\w$^.-]*/, ''));
  return {
    from: found.from,
    validFor: /^[\w$^.-]*$/,
    options: found.options.map(({ label, kind, title, info }) => ({ label, type: types[kind], ...(title === undefined ? {} : { detail: title[surroundings.locale] }), ...(info === undefined ? {} : { info }), ...(kind === 'key' && !colon ? { apply: `${label}: ` } : {}) })),
  };
}

async function explain(editor: EditorView, at: number, { surroundings, desk }: Asking): Promise<Tooltip | null> {
  const found = await desk.explain({ text: editor.state.doc.toString(), offset: at, surroundings });
  if (found === undefined) return null;
  return {
    pos: found.range[0],
    end: found.range[1],
    create: () => {
      const dom = document.createElement('div');
      dom.className = 'cf-explained';
      dom.textContent = [found.title?.[surroundings.locale], found.info].filter(Boolean).join('\n');
      return { dom };
    },
  };
}

function goToDefinition(editor: EditorView): boolean {
  return jump(editor, editor.state.selection.main.head);
}

function jump(editor: EditorView, at: number | null): boolean {
  const range = at === null ? undefined : definitionAt(editor.state.doc.toString(), at);
  if (range === undefined) return false;
  editor.dispatch({ selection: { anchor: range[0], head: range[1] }, effects: EditorView.scrollIntoView(range[0], { y: 'center' }) });
  return true;
}

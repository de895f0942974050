import { useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { useEffect, useId, useLayoutEffect, useRef, useState, type PointerEvent } from 'react';
import { drawInk, isSignature, pictureOf, type InkPoint, type Stroke } from './ink.js';
import './signing.css';

interface Props {
  /** Whose name is drawn. */
  readonly name: string;
  /** As what they sign, and for whom. */
  readonly role: string;
  readonly onSigned: (picture: Blob) => void;
  readonly onClose: () => void;
}

/** The whole screen to sign on with a finger or a pen; held upright, a phone shows it turned, so that a name has room. */
export function SigningPad({ name, role, onSigned, onClose }: Props) {
  const { say } = useWords();
  const dialog = useRef<HTMLDialogElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [strokes, setStrokes] = useState<readonly Stroke[]>([]);
  const drawing = useRef<{ pointer: number; points: InkPoint[] }>(undefined);
  const [failed, setFailed] = useState(false);
  const id = useId();
  useEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  useLayoutEffect(() => {
    const redraw = () => paint(canvas.current, drawing.current === undefined ? strokes : [...strokes, drawing.current.points]);
    redraw();
    window.addEventListener('resize', redraw);
    return () => window.removeEventListener('resize', redraw);
  }, [strokes]);

  const begin = (event: PointerEvent<HTMLCanvasElement>) => {
    // A palm that rests on the glass is no second pen.
    if (drawing.current !== undefined || event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    drawing.current = { pointer: event.pointerId, points: [pointOf(event)] };
  };
  const draw = (event: PointerEvent<HTMLCanvasElement>) => {
    if (drawing.current?.pointer !== event.pointerId) return;
    drawing.current.points.push(pointOf(event));
    paint(canvas.current, [...strokes, drawing.current.points]);
  };
  const end = (event: PointerEvent<HTMLCanvasElement>) => {
    const drawn = drawing.current;
    if (drawn?.pointer !== event.pointerId) return;
    drawing.current = undefined;
    setStrokes((before) => [...before, drawn.points]);
  };
  const done = () => {
    pictureOf(strokes).then(onSigned, () => setFailed(true));
  };
  const ready = isSignature(strokes);
  return (
    <dialog ref={dialog} className="pad" aria-labelledby={`${id}-title`} onCancel={(event) => { event.preventDefault(); onClose(); }}>
      <div className="pad-turn">
        <div className="pad-head">
          <h2 id={`${id}-title`}>{say('请{name}签名', 'Signature of {name}', { name })}</h2>
          <span className="sh-sub">{role}</span>
          <Button onClick={onClose}>{say('返回', 'Back')}</Button>
        </div>
        <div className="pad-paper">
          <canvas
            ref={canvas} data-testid="signing-pad" aria-label={say('在此处用手指签名；不能签名的，请返回选“不能签名”', 'Sign here with a finger; whoever cannot goes back and chooses “Cannot sign”')} role="img"
            onPointerDown={begin} onPointerMove={draw} onPointerUp={end} onPointerCancel={end}
          />
          {strokes.length === 0 && <span className="pad-hint" aria-hidden="true">{say('在此处签名', 'Sign here')}</span>}
        </div>
        <div className="pad-foot">
          <Button size="large" disabled={strokes.length === 0} onClick={() => setStrokes((before) => before.slice(0, -1))}>{say('撤销一笔', 'Undo')}</Button>
          <Button size="large" disabled={strokes.length === 0} onClick={() => setStrokes([])}>{say('清除重签', 'Clear')}</Button>
          <span className="sh-bad-ink" role="alert">{failed ? say('签名图像未能生成，请再签一次。', 'The picture could not be made. Sign once more.') : ''}</span>
          <Button size="large" type="primary" disabled={!ready} onClick={done}>{say('签好了', 'Done')}</Button>
        </div>
      </div>
    </dialog>
  );
}

/** Where a finger is in the pad's own pixels, also while the pad is shown turned by a quarter. */
function pointOf(event: PointerEvent<HTMLCanvasElement>): InkPoint {
  const canvas = event.currentTarget;
  const shown = canvas.getBoundingClientRect();
  const turned = Math.abs(shown.width - canvas.offsetWidth) > 1;
  const [x, y] = turned ? [event.clientY - shown.top, shown.right - event.clientX] : [event.clientX - shown.left, event.clientY - shown.top];
  return { x, y, force: event.pointerType === 'mouse' ? 0 : event.pressure };
}

function paint(canvas: HTMLCanvasElement | null, strokes: readonly Stroke[]): void {
  const context = canvas?.getContext('2d');
  if (!canvas || !context) return;
  const dots = window.devicePixelRatio;
  const [width, height] = [Math.round(canvas.offsetWidth * dots), Math.round(canvas.offsetHeight * dots)];
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  context.setTransform(dots, 0, 0, dots, 0, 0);
  context.clearRect(0, 0, canvas.offsetWidth, canvas.offsetHeight);
  drawInk(context, strokes);
}

import { answerWith } from '../../composing/beside.js';
import { answering, type Answer, type Asked } from './messages.js';

/** Reads and checks a text beside the page: one goes on typing, however long it is. */
answerWith<Asked, Answer>(answering());

// Documents from Word templates. Apart from the rest of the room: whoever imports this loads the libraries that read, fill and print Word files.
export { checkTemplate } from './check.js';
export { fillTemplate } from './fill.js';
export { missingSigns } from './font.js';
export { MOST_TEMPLATE_BYTES, unpack } from './package.js';
export { printPdf, printReport, type Printed, type ReportPart } from './pdf.js';
export { type TemplateCheck, type TemplateProblem } from './problems.js';
export { sampleOf } from './schema.js';

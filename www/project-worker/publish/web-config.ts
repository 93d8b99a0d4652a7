/**
 * The settings of the folder on Microsoft's IIS, which answers "not found" for endings that it has no type of. Other
 * hosts take no notice of the file.
 * Source: https://learn.microsoft.com/en-us/iis/configuration/system.webserver/staticcontent/mimemap
 */
import { attributes } from './markup.js';

const TYPES: Record<string, string> = {
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
  '.safetensors': 'application/octet-stream',
  '.json': 'application/json',
};

/** Each is taken away first: a second type for an ending would be a fault, and the host would send nothing at all. */
const mappings = Object.entries(TYPES).flatMap(([fileExtension, mimeType]) => [
  `      <remove${attributes({ fileExtension })} />`,
  `      <mimeMap${attributes({ fileExtension, mimeType })} />`,
]);

export const WEB_CONFIG = [
  '<?xml version="1.0" encoding="UTF-8"?>',
  '<configuration>',
  '  <system.webServer>',
  '    <staticContent>',
  ...mappings,
  '    </staticContent>',
  '  </system.webServer>',
  '</configuration>',
  '',
].join('\n');

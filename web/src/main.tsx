import { render } from 'preact';
import './style/station.css';
import { Station } from './station';
import { press } from './keys';
import { open_session } from './api';
import { language, speak } from './words';
import { begin_theme } from './theme';

speak(language.peek());
begin_theme();
addEventListener('keydown', press);
// A file dropped beside its place must not make the browser leave the page.
for (const event of ['dragover', 'drop']) addEventListener(event, (each) => each.preventDefault());
void open_session();
render(<Station />, document.getElementById('station')!);

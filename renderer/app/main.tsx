import { setNoncesBeforeAnythingElse } from '../csp.ts';
import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import './mantine-styles.ts';
import './styles.css';
import { createRoot } from 'react-dom/client';
import { pageClient } from '../boundary/index.ts';
import { Root } from './root.tsx';

setNoncesBeforeAnythingElse();
const place = document.getElementById('root');
if (place !== null) createRoot(place).render(<Root client={pageClient<'console'>()} />);

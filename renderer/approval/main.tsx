import './approval.css';
import { createRoot } from 'react-dom/client';
import { pageClient } from '../boundary/client.ts';
import { ApprovalPage } from './approval-page.tsx';

const place = document.getElementById('root');
if (place !== null) createRoot(place).render(<ApprovalPage client={pageClient<'approval'>()} />);

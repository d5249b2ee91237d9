// `npm run deploy`: builds, then hands over to wrangler with your arguments (`npm run deploy -- --dry-run`).
import './build.ts';
import { runWrangler } from './wrangler.ts';

process.exitCode = await runWrangler(['deploy', ...process.argv.slice(2)], { isLoud: true });

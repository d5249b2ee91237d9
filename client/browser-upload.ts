/** Sends one file and tells how far it is: XMLHttpRequest, because fetch does not tell. */
import { problem } from '../protocol/api.ts';
import { type Attachment, attachment } from '../protocol/files.ts';
import { parseJson } from '../protocol/shape.ts';
import type { SendFile } from './attaching.ts';
import { ApiError } from './http.ts';

/** @param httpUrl of the conversation. @param bearer the visitor's token; agents send their cookie. */
export const uploadTo =
  (httpUrl: string, bearer?: string): SendFile =>
  ({ id, name, blob }, progress, signal) =>
    new Promise<Attachment>((resolve, reject) => {
      const request = new XMLHttpRequest();
      const failed = () => reject(new ApiError('unreachable', 'The file did not arrive.'));
      request.open('POST', `${httpUrl}/files`);
      if (bearer !== undefined) request.setRequestHeader('authorization', `Bearer ${bearer}`);
      request.setRequestHeader('content-type', 'application/octet-stream');
      request.setRequestHeader('x-file-id', id);
      request.setRequestHeader('x-file-name', encodeURIComponent(name));
      request.upload.onprogress = ({ loaded, total }) => progress(total > 0 ? loaded / total : 0);
      request.onerror = request.onabort = request.ontimeout = failed;
      request.onload = () => {
        try {
          if (request.status < 300) return resolve(parseJson(attachment, request.responseText));
          const { code, detail, retryAfterMs } = parseJson(problem, request.responseText);
          reject(new ApiError(code, detail, retryAfterMs));
        } catch {
          failed();
        }
      };
      signal.addEventListener('abort', () => request.abort());
      request.send(blob);
    });

/** Hands a text to the browser as a file to be kept. */
export function saveTextFile(name: string, text: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }));
  link.download = name;
  link.click();
  // The download has its own hold on the bytes once it has begun, which some browsers do a little later.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

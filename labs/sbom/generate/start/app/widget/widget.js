export const widget = (title) => `<b>${title}</b>`;

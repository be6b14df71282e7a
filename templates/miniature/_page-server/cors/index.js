// Lets pages of the origins that a pattern matches read an answer.
'use strict';

/** Preflight requests end here with 204, allowed or not; all others go on. */
module.exports = ({ origin }) => (request, response, next) => {
  const asking = request.headers.origin;
  if (asking && origin.test(asking)) {
    response.setHeader('access-control-allow-origin', asking);
    response.setHeader('vary', 'Origin');
  }
  if (request.method !== 'OPTIONS') return next();
  response.writeHead(204, { 'access-control-allow-methods': 'GET,HEAD,PUT,PATCH,POST,DELETE', 'content-length': 0 });
  return response.end();
};

// validate_package.js FOLDER - every row of a datapackage.json's tables by the types that it gives them; compressed ones unpacked beside
const fs = require('fs'), path = require('path'), zlib = require('zlib');
const { Package } = require('datapackage');

(async () => {
  const folder = process.argv[2];
  const descriptor = JSON.parse(fs.readFileSync(path.join(folder, 'datapackage.json'), 'utf8'));
  for (const resource of descriptor.resources) {
    if (resource.compression !== 'gz') continue;
    const plain = resource.path.replace(/\.gz$/, '');
    fs.writeFileSync(path.join(folder, plain), zlib.gunzipSync(fs.readFileSync(path.join(folder, resource.path))));
    resource.path = plain;
    delete resource.compression;
  }
  const data = await Package.load(descriptor, { basePath: folder, strict: false });
  if (!data.valid) throw data.errors;
  let rows = 0, texts = 0;
  for (const resource of data.resources) {
    const iterator = await resource.iter({ stream: false, cast: true });
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
      rows++;
      texts += next.value.filter((cell) => typeof cell === 'string').length;
    }
  }
  if (rows === 0 || texts === 0) throw new Error('nothing was read');
  console.log(`datapackage: ${data.resources.length} tables, ${rows} rows are of their types.`);
})().catch((why) => { console.error(String(why), why.errors ? why.errors.map(String) : ''); process.exit(1); });

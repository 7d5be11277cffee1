// Loaded into Prism. The values that it makes up are English, and yet it loads the words of sixty
// languages, which takes longer than all else until it listens.
import { createRequire, Module } from 'node:module';

const prism = createRequire(createRequire(import.meta.url).resolve('@stoplight/prism-http'));
const path = prism.resolve('@faker-js/faker');
const faker = new Module(path);
faker.exports = { default: prism('@faker-js/faker/locale/en') };
faker.loaded = true;
prism.cache[path] = faker;

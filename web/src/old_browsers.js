/** What in-app browsers of around 2020 lack and noble uses; everything else is brought down by the build (es2020). */

Object.hasOwn ??= (object, key) => Object.prototype.hasOwnProperty.call(object, key);

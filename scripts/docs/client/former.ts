/**
 * The script of the pages at former addresses, such as `reference.html#/pets/listpets`: it goes on to the
 * page of the operation. The links of the list have the former addresses as their ids.
 */
function follow(): void {
  let place = location.hash.slice(1);
  // What stands below an operation had an address below that of the operation.
  while (place.startsWith('/')) {
    const target = document.getElementById(place) ?? document.getElementById(place.toLowerCase());
    if (target instanceof HTMLAnchorElement) {
      location.replace(target.href);
      return;
    }
    place = place.slice(0, place.lastIndexOf('/'));
  }
}

addEventListener('hashchange', follow);
follow();

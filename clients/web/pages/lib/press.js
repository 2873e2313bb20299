// press.js - a touch on a kiosk: a finger that goes down and up on the same thing, however long it stays and however it slides
// meanwhile. A browser makes no click of a long press or of a finger that slid; people take a ticket with both.

const down = new Map(); // finger -> what it went down on; beyond a drawing, since the page is drawn again while a finger stays

/** `handler` is called at the end of a touch, and for a key or a reader's click. */
export function press(handler) {
    return {
        pointerdown: (event) => down.set(event.pointerId, event.currentTarget),
        pointercancel: (event) => down.delete(event.pointerId),
        pointerup(event) {
            const box = event.currentTarget.getBoundingClientRect();
            const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
            const mine = down.get(event.pointerId) === event.currentTarget;
            down.delete(event.pointerId);
            if (mine && inside) handler(event);
        },
        click(event) {
            if (event.detail === 0) handler(event); // no touch: Enter, Space, a reader
        },
    };
}

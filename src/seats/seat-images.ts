/** The images of the catalogue that seats are made from. */
export const workbenchImage = 'drydock/workbench:1';
export const seatImage = 'drydock/seat:1';

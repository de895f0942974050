/** Whether this process takes on work. One that is being stopped serves what still reaches it and asks everybody to go elsewhere. */
export class Traffic {
  /** True from the moment the process was asked to stop. */
  leaving = false;
}

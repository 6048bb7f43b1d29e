"""The storybook painter: a small Stable-Diffusion-shaped model trained on scenes that this project draws itself."""

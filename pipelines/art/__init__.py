"""Vector art shared by the sketch and the storybook painter: drawings, figures with bodies, backdrops."""

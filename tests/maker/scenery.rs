//! Pictures of things that are not: landscapes, foliage, faces, streets, pages of text, skies, the dark. A kind and a seed make the
//! same picture everywhere, at every size; another moment of it is the same scene with its subject moved, as in a burst.
//! Whole numbers alone.
#![allow(dead_code)] // Each test that includes this module uses its own part of it.

/// What is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Landscape,
    Foliage,
    Face,
    Street,
    Page,
    Sky,
    Dark,
}

pub const KINDS: [Kind; 7] =
    [Kind::Landscape, Kind::Foliage, Kind::Face, Kind::Street, Kind::Page, Kind::Sky, Kind::Dark];

/// A scene.
#[derive(Clone, Copy, Debug)]
pub struct Scene {
    pub kind: Kind,
    pub seed: u32,
    /// Which picture of a burst.
    pub moment: u32,
}

/// Lengths in a scene: its width is this, whatever the picture's.
const UNIT: i32 = 4096;

type Colour = [i32; 3];

impl Scene {
    /// Its picture: red, green, blue.
    pub fn draw(self, width: u32, height: u32) -> Vec<u8> {
        let scale = |pixel: u32| (i64::from(pixel) * i64::from(UNIT) / i64::from(width)) as i32;
        let tall = scale(height);
        let grain = |x: u32, y: u32| (hash(x, y, self.seed ^ self.moment << 20) % 7) as i32 - 3;
        let pixel = |x: u32, y: u32| {
            let colour = self.colour(scale(x), scale(y), tall);
            colour.map(|value| (value + grain(x, y)).clamp(0, 255) as u8)
        };
        (0..height).flat_map(|y| (0..width).flat_map(move |x| pixel(x, y))).collect()
    }

    fn colour(self, x: i32, y: i32, tall: i32) -> Colour {
        // The camera is never still, and neither is what it looks at.
        let (shake_x, shake_y) = (self.random(900 + self.moment, 48) - 24, self.random(950 + self.moment, 48) - 24);
        let (x, y) = if self.moment == 0 { (x, y) } else { (x + shake_x, y + shake_y) };
        match self.kind {
            Kind::Landscape => self.landscape(x, y, tall),
            Kind::Foliage => self.foliage(x, y),
            Kind::Face => self.face(x, y, tall),
            Kind::Street => self.street(x, y, tall),
            Kind::Page => self.page(x, y, tall),
            Kind::Sky => self.sky(x, y, tall),
            Kind::Dark => [3 + self.random(1, 4), 3 + self.random(2, 4), 4 + self.random(3, 4)],
        }
    }

    fn random(self, number: u32, below: i32) -> i32 {
        (hash(number, 77, self.seed) % below.max(1) as u32) as i32
    }

    fn tint(self, number: u32) -> Colour {
        [0, 1, 2].map(|channel| 40 + self.random(number * 3 + channel + 500, 190))
    }

    fn landscape(self, x: i32, y: i32, tall: i32) -> Colour {
        let horizon = tall * (30 + self.random(1, 40)) / 100;
        let ridge = horizon + (octaves(x, 7, self.seed, 900) - 128) * tall / 500;
        let (sun_x, sun_y, sun) = (self.random(2, UNIT), self.random(3, horizon.max(1)), 100 + self.random(4, 200));
        if inside(x - sun_x - self.moment as i32 * 120, y - sun_y, sun, sun) {
            return [250, 240, 200];
        }
        if y < ridge {
            let cloud = octaves(x, y * 2, self.seed + 9, 1100) / 3;
            return mix(self.tint(1), [235, 240, 250], 100 * y / tall.max(1) + cloud);
        }
        let ground = octaves(x, y * 3, self.seed + 5, 500);
        mix(self.tint(2), self.tint(3), ground).map(|value| value * (220 - 100 * (y - ridge) / tall.max(1)) / 255)
    }

    fn foliage(self, x: i32, y: i32) -> Colour {
        let leaves = octaves(x + self.moment as i32 * 30, y, self.seed, 400);
        mix(self.tint(1).map(|value| value / 3), self.tint(2), leaves)
    }

    fn face(self, x: i32, y: i32, tall: i32) -> Colour {
        let (step, nod) = (self.moment as i32 * 150, self.random(960 + self.moment, 120) - 60);
        let (middle_x, middle_y) =
            (1400 + self.random(1, 1200) + step, tall / 2 + self.random(2, tall / 5) - tall / 10 + nod);
        let (wide, high) = (tall / 5 + self.random(3, tall / 10), tall / 4 + self.random(4, tall / 10));
        let (dx, dy) = (x - middle_x, y - middle_y);
        let eye = wide / 2;
        let is_eye = |side: i32| inside(dx - side * eye, dy + high / 5, wide / 7, wide / 11);
        if is_eye(-1) || is_eye(1) {
            return [30, 25, 20];
        }
        if inside(dx, dy - high / 2, wide / 3 + self.moment as i32 * 10, high / 12) {
            return [170, 60, 60];
        }
        if inside(dx, dy, wide, high) {
            let light = octaves(x, y, self.seed + 3, 700) / 8;
            return [225 - self.random(5, 120), 180 - self.random(5, 100), 150 - self.random(5, 90)]
                .map(|value| value - 16 + light);
        }
        if inside(dx, dy + high / 3, wide * 5 / 4, high * 6 / 5) {
            return self.tint(4).map(|value| value / 3);
        }
        if dy > high && dx.abs() < wide * 2 {
            return self.tint(5);
        }
        mix(self.tint(6), self.tint(7), octaves(x, y, self.seed + 8, 1300))
    }

    fn street(self, x: i32, y: i32, tall: i32) -> Colour {
        let mut colour = mix(self.tint(1), [220, 225, 235], 255 * y / tall.max(1));
        for number in 0..9 {
            let (left, wide) = (self.random(20 + number, UNIT) - 200, 250 + self.random(40 + number, 700));
            let top = tall / 10 + self.random(60 + number, tall * 6 / 10);
            if x >= left && x < left + wide && y >= top {
                let is_window = (x - left) % 120 > 60 && (y - top) % 150 > 80;
                let is_lit = hash(((x - left) / 120) as u32, ((y - top) / 150) as u32, self.seed + number) % 3 == 0;
                colour = self.tint(10 + number);
                if is_window {
                    colour = if is_lit { [240, 220, 150] } else { [40, 45, 60] };
                }
            }
        }
        let car = (self.random(90, UNIT) + self.moment as i32 * 400) % UNIT;
        if inside(x - car, y - tall * 9 / 10, 400, tall / 16) { self.tint(30) } else { colour }
    }

    fn page(self, x: i32, y: i32, tall: i32) -> Colour {
        let margin = 300 + self.random(1, 200);
        let (leading, paper) = (70 + self.random(2, 50), 240 + self.random(3, 12));
        let (line, within) = ((y - margin).div_euclid(leading), (y - margin).rem_euclid(leading));
        let is_text = y > margin && y < tall - margin && x > margin && x < UNIT - margin;
        let is_short = hash(line as u32, 5, self.seed) % 6 == 0
            && x > margin + self.random(100 + line.unsigned_abs(), UNIT - margin);
        let word = (x - margin) / 18;
        // A letter is dark or not in each of some strokes; words end where a letter is left out.
        let is_gap = hash((word / 4) as u32, line as u32, self.seed + 1) % 5 == 0;
        let is_ink = hash(word as u32, (line * 4 + within / 12) as u32, self.seed + 2) % 2 == 0;
        let is_letter = within < leading * 6 / 10;
        if is_text && !is_short && !is_gap && is_letter && is_ink { [30, 30, 34] } else { [paper, paper, paper - 4] }
    }

    fn sky(self, x: i32, y: i32, tall: i32) -> Colour {
        let haze = octaves(x, y, self.seed, 2600) / 40;
        let down = y * (10 + self.random(1, 60)) / tall.max(1);
        [90 + self.random(2, 40), 130 + self.random(3, 30), 190 + self.random(4, 40)].map(|value| value + down + haze)
    }
}

fn mix(from: Colour, to: Colour, part: i32) -> Colour {
    let part = part.clamp(0, 255);
    [0, 1, 2].map(|channel| from[channel] + (to[channel] - from[channel]) * part / 255)
}

fn inside(dx: i32, dy: i32, wide: i32, high: i32) -> bool {
    let (x, y) = (i64::from(dx) * 1000 / i64::from(wide.max(1)), i64::from(dy) * 1000 / i64::from(high.max(1)));
    x * x + y * y < 1_000_000
}

/// Value noise of several octaves, 0 to 255; `size` is the largest feature's.
fn octaves(x: i32, y: i32, seed: u32, size: i32) -> i32 {
    let (mut sum, mut weight, mut all, mut cell) = (0, 128, 0, size);
    while cell > 12 && weight > 3 {
        sum += noise(x, y, seed + cell as u32, cell) * weight;
        all += weight;
        weight = weight * 3 / 5;
        cell /= 2;
    }
    // What many octaves make is near the middle; spread it.
    ((sum / all.max(1) - 128) * 2 + 128).clamp(0, 255)
}

fn noise(x: i32, y: i32, seed: u32, cell: i32) -> i32 {
    let (column, row) = (x.div_euclid(cell), y.div_euclid(cell));
    let smooth = |within: i32| {
        let part = i64::from(within) * 1024 / i64::from(cell);
        (part * part * (3 * 1024 - 2 * part) / (1024 * 1024)) as i32
    };
    let (right, down) = (smooth(x.rem_euclid(cell)), smooth(y.rem_euclid(cell)));
    let corner = |dx: i32, dy: i32| (hash((column + dx) as u32, (row + dy) as u32, seed) & 255) as i32;
    let top = corner(0, 0) * (1024 - right) + corner(1, 0) * right;
    let bottom = corner(0, 1) * (1024 - right) + corner(1, 1) * right;
    ((i64::from(top) * i64::from(1024 - down) + i64::from(bottom) * i64::from(down)) >> 20) as i32
}

/// A number that looks like chance.
fn hash(x: u32, y: u32, seed: u32) -> u32 {
    let mut state = x.wrapping_mul(0x9E37_79B1) ^ y.wrapping_mul(0x85EB_CA77) ^ seed.wrapping_mul(0xC2B2_AE3D);
    state = (state ^ state >> 15).wrapping_mul(0x2C1B_3C6D);
    state = (state ^ state >> 12).wrapping_mul(0x297A_2D39);
    state ^ state >> 15
}

namespace ProductSpace.Cli.Synth;

/// <summary>Uses of randomness, each with its own seed. The numbers decide the bytes: append, never renumber.</summary>
internal enum RandomUse
{
    Popularity = 1,
    LeafSize = 2,
    Leaf = 3,
    Brand = 4,
    Style = 5,
    Price = 6,
    Stock = 7,
    Sale = 8,
    FirstSeen = 9,
    Basis = 10,
    DepartmentCentre = 11,
    CategoryCentre = 12,
    LeafCentre = 13,
    BrandCentre = 14,
    StyleCentre = 15,
    InNoise = 16,
    OutNoise = 17,
    Session = 18,
    Query = 19,
    Name = 20,
    Colour = 21,
    Season = 22,
    Match = 23,
}

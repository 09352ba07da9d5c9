namespace ProductSpace.Recommendations.Placements;

/// <summary>
/// The placements that every snapshot has, also one that was built without any. A snapshot's own placement of the same
/// name takes the place of the built-in one.
/// </summary>
internal static class BuiltInPlacements
{
    public const string ProductPage = "product-page";
    public const string Cart = "cart";
    public const string Home = "home";
    public const string Returning = "returning";
    public const string Similar = "similar";
    public const string GoesWith = "goes-with";

    /// <summary>Name that `learn-table --kind together` gives to what is carted or bought together.</summary>
    public const string TogetherTable = "together";

    public static IReadOnlyList<string> Names { get; } = [ProductPage, Cart, Home, Returning, Similar, GoesWith];

    /// <summary>Makes a placement for a snapshot with these tables; null if no built-in one has the name.</summary>
    public static Placement? Find(string name, IReadOnlyList<string> tables) => name switch
    {
        ProductPage => new Placement
        {
            TableWeights = Weights(tables, together: 0, others: Placement.DefaultTableWeight),
        },
        Cart => GoesWithCart(tables) with { ExcludesViewed = false },
        Home => new Placement
        {
            LastEvents = 20,
            Decay = 0.8f,
            LastTableEvents = 20,
            TableDecay = 0.8f,
            HalfLifeDays = 30,
            Interests = 3,
        },
        Returning => new Placement
        {
            LastEvents = 50,
            Decay = 0.95f,
            LastTableEvents = 50,
            TableDecay = 0.95f,
            HalfLifeDays = 14,
            Interests = 3,
            ExcludesViewed = false,
        },
        Similar => new Placement
        {
            Space = Space.Similar,
            CategoryWeight = 0.5f,
            TableWeights = Weights(tables, together: 0, others: 0),
            LastEvents = 20,
            Decay = 1,
            Candidates = 200,
        },
        GoesWith => GoesWithCart(tables),
        _ => null,
    };

    /// <summary>
    /// What goes with the events, less what is like them. Where there is no table of what is bought together, the other
    /// tables speak for it.
    /// </summary>
    private static Placement GoesWithCart(IReadOnlyList<string> tables) => new()
    {
        Space = Space.Similar,
        VectorWeight = -2,
        TableWeights = Weights(tables, together: 1, others: Contains(tables, TogetherTable) ? 0 : 1),
        LastEvents = 20,
        Decay = 1,
        LastTableEvents = 20,
        TableDecay = 1,
    };

    private static float[] Weights(IReadOnlyList<string> tables, float together, float others)
    {
        float[] weights = new float[tables.Count];
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] = tables[i] == TogetherTable ? together : others;
        }

        return weights;
    }

    private static bool Contains(IReadOnlyList<string> tables, string name)
    {
        foreach (string table in tables)
        {
            if (table == name)
            {
                return true;
            }
        }

        return false;
    }
}

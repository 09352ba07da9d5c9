namespace ProductSpace.Cli.Synth;

/// <summary>
/// Words of the synthetic shop. Names are invented and plain. A few have a comma or letters outside ASCII, because real
/// catalogues do and readers must cope. The order decides the bytes: append, never insert.
/// </summary>
internal static class FashionWords
{
    public static readonly string[] Departments =
        ["women", "men", "girls", "boys", "sport", "home", "baby", "beauty"];

    private static readonly string[] Wear =
        ["dresses", "shoes", "bags", "coats", "tops", "jewellery", "trousers", "boots", "knitwear", "scarves", "skirts",
         "jackets", "jeans", "belts", "shirts", "nightwear"];

    private static readonly string[] MensWear =
        ["suits", "shoes", "bags", "coats", "shirts", "watches", "trousers", "boots", "knitwear", "ties", "shorts",
         "jackets", "jeans", "belts", "polos", "nightwear"];

    private static readonly string[] BabyWear =
        ["bodysuits", "booties", "blankets", "snowsuits", "tops", "bibs", "leggings", "socks", "cardigans", "hats",
         "rompers", "jackets", "dungarees", "mittens", "sleepsuits", "toys"];

    private static readonly string[] Active =
        ["running", "yoga", "cycling", "hiking", "swimming", "football", "tennis", "skiing", "climbing", "gym", "golf",
         "dance", "surfing", "riding", "basketball", "recovery"];

    private static readonly string[] Living =
        ["bedding", "towels", "cushions", "lighting", "rugs", "tableware", "candles", "curtains", "vases", "storage",
         "throws", "mirrors", "kitchen", "chairs", "frames", "garden"];

    private static readonly string[] Care =
        ["skincare", "fragrance", "lips", "eyes", "nails", "hair", "bath", "brushes", "sun", "face", "body", "hands",
         "shaving", "gifts", "tools", "travel"];

    private static readonly string[] Cuts =
        ["midi", "classic", "printed", "slim", "relaxed", "everyday", "occasion", "striped", "light", "wrap", "cropped",
         "quilted", "embroidered", "long", "short", "ribbed", "oversized", "essential", "vintage", "tailored"];

    private static readonly string[] Ranges =
        ["classic", "everyday", "compact", "premium", "natural", "light", "gift", "outdoor", "essential", "starter",
         "large", "small", "sets", "soft", "vintage", "striped", "warm", "travel", "limited", "care"];

    private static readonly string[] Materials = ["cotton", "linen", "wool", "satin", "denim", "velvet", "organic"];

    public static readonly string[] Styles =
        ["minimal", "romantic", "urban", "boho", "preppy", "sporty", "retro", "western", "nautical", "artisan", "bold",
         "pastel", "monochrome", "floral", "utility", "glam", "coastal", "heritage", "playful", "rustic", "modern",
         "folk", "chic", "soft"];

    /// <summary>Colours, the most frequent first.</summary>
    public static readonly string[] Colours =
    [
        "black",
        "white",
        "navy",
        "grey",
        "beige",
        "blue",
        "red",
        "green",
        "pink",
        "brown",
        "yellow",
        "purple",
        "orange",
        "türkis",
    ];

    public static readonly string[] Seasons = ["spring", "summer", "autumn", "winter"];

    private static readonly string[] BrandHeads =
        ["Alder", "Brook", "Cinder", "Dune", "Élan", "Fern", "Grove", "Harbour", "Isla", "Juniper", "Kestrel", "Lumen",
         "Maren", "Nord", "Ochre", "Piper", "Quill", "Rowan", "Søren", "Tansy"];

    private static readonly string[] BrandTails =
        ["& Finch", "Studio", "Mills", "and Daughters", "Atelier", "Row", "Supply", "House", "Lane", "No. 9", "Company",
         "Field", "Thread", "Works", "Form", "North", "Bay", "Collective", "Yard", "Line"];

    public static int BrandCount => BrandHeads.Length * BrandTails.Length;

    public static int CategoryCount => Wear.Length;

    public static string Category(int department, int category) => Departments[department] switch
    {
        "men" or "boys" => MensWear[category],
        "baby" => BabyWear[category],
        "sport" => Active[category],
        "home" => Living[category],
        "beauty" => Care[category],
        _ => Wear[category],
    };

    public static string Leaf(int department, int leaf)
    {
        string[] words = Departments[department] is "sport" or "home" or "beauty" ? Ranges : Cuts;
        string word = words[leaf % words.Length];
        int round = leaf / words.Length;
        return round == 0 ? word : round <= Materials.Length ? $"{Materials[round - 1]}-{word}" : $"{word}-{round}";
    }

    /// <summary>
    /// Returns the name of a brand. Heads and tails advance together, so that the first few brands share neither; all
    /// names are distinct.
    /// </summary>
    public static string Brand(int brand)
    {
        int head = brand % BrandHeads.Length;
        int tail = ((7 * head) + (brand / BrandHeads.Length)) % BrandTails.Length;
        return $"{BrandHeads[head]} {BrandTails[tail]}";
    }
}

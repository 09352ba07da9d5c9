namespace ProductSpace.Cli.Synth;

/// <summary>
/// Departments, categories and leaf categories: three levels. The number of leaves is about 2 * sqrt(products), which
/// is 2,000 for a million. Every category has complements in its department (a dress, then shoes and a bag), at fixed
/// steps around the department, so that each category also has the same number of predecessors.
/// </summary>
internal sealed class CategoryTree
{
    private static readonly int[] ComplementSteps = [1, 2, 5];

    private readonly int[] _leafCategory;
    private readonly int[] _firstLeaf;
    private readonly string[] _paths;

    public CategoryTree(int products)
    {
        int wanted = Math.Max(12, (int)(2 * Math.Sqrt(products)));
        DepartmentCount = Math.Clamp(wanted / 12, 2, FashionWords.Departments.Length);
        CategoriesPerDepartment = Math.Clamp(
            (int)Math.Sqrt((double)wanted / DepartmentCount),
            2,
            FashionWords.CategoryCount);
        int categories = DepartmentCount * CategoriesPerDepartment;
        _firstLeaf = new int[categories + 1];
        var leafCategory = new List<int>();
        var paths = new List<string>();
        for (int category = 0; category < categories; category++)
        {
            // The remainder is spread, so that the leaves add up to the wanted number.
            int end = (int)((long)wanted * (category + 1) / categories);
            int department = category / CategoriesPerDepartment;
            string word = FashionWords.Category(department, category % CategoriesPerDepartment);
            string parent = $"{FashionWords.Departments[department]}/{word}";
            for (int leaf = 0; leafCategory.Count < end; leaf++)
            {
                leafCategory.Add(category);
                paths.Add($"{parent}/{FashionWords.Leaf(department, leaf)}");
            }

            _firstLeaf[category + 1] = end;
        }

        _leafCategory = [.. leafCategory];
        _paths = [.. paths];
    }

    public int DepartmentCount { get; }

    public int CategoriesPerDepartment { get; }

    public int CategoryCount => _firstLeaf.Length - 1;

    public int LeafCount => _leafCategory.Length;

    public int CategoryOf(int leaf) => _leafCategory[leaf];

    public int DepartmentOf(int leaf) => _leafCategory[leaf] / CategoriesPerDepartment;

    /// <summary>Returns the path department/category/leaf.</summary>
    public string PathOf(int leaf) => _paths[leaf];

    /// <summary>Returns the leaves of a category as [start, end).</summary>
    public (int Start, int End) LeavesOf(int category) => (_firstLeaf[category], _firstLeaf[category + 1]);

    public static int ComplementCount => ComplementSteps.Length;

    /// <summary>Returns a category that shoppers visit after this one.</summary>
    public int Complement(int category, int which) => Step(category, ComplementSteps[which]);

    /// <summary>Returns a category after which shoppers visit this one.</summary>
    public int Predecessor(int category, int which) =>
        Step(category, CategoriesPerDepartment - (ComplementSteps[which] % CategoriesPerDepartment));

    private int Step(int category, int by)
    {
        int department = category / CategoriesPerDepartment;
        int within = (category % CategoriesPerDepartment) + by;
        return (department * CategoriesPerDepartment) + (within % CategoriesPerDepartment);
    }
}

using System.Text;
using ProductSpace.Snapshot;

namespace ProductSpace.Cli.Comparing;

/// <summary>The categories of each product of a snapshot beside its primary one.</summary>
internal sealed class FurtherCategories
{
    private readonly ProductColumns _columns;
    private readonly Dictionary<int, List<int>> _categories = [];

    public FurtherCategories(ProductIndex index)
    {
        _columns = index.Columns;
        for (int category = 0; category < _columns.CategoryCount; category++)
        {
            foreach (int ordinal in _columns.OwnFurtherOf(category))
            {
                if (!_categories.TryGetValue(ordinal, out List<int>? categories))
                {
                    categories = [];
                    _categories.Add(ordinal, categories);
                }

                categories.Add(category);
            }
        }
    }

    /// <summary>Returns the paths of a product with '|' between, in the order of the tree.</summary>
    public string Of(int ordinal) => string.Join(
        '|',
        ListOf(ordinal).Select(category => Encoding.UTF8.GetString(_columns.PathOf(category))));

    /// <summary>Returns whether a product has the same paths as one of another snapshot.</summary>
    public bool IsSame(int ordinal, FurtherCategories others, int other)
    {
        List<int> mine = ListOf(ordinal);
        List<int> theirs = others.ListOf(other);
        if (mine.Count != theirs.Count)
        {
            return false;
        }

        for (int i = 0; i < mine.Count; i++)
        {
            if (!_columns.PathOf(mine[i]).SequenceEqual(others._columns.PathOf(theirs[i])))
            {
                return false;
            }
        }

        return true;
    }

    private List<int> ListOf(int ordinal) => _categories.GetValueOrDefault(ordinal, []);
}

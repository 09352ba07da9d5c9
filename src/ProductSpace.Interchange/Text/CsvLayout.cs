using System.Globalization;
using ProductSpace.Interchange.Rows;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Interchange.Text;

/// <summary>
/// Where a separated text file has its ids and numbers, found from its first two records: one cell with a vector
/// ([0.1,0.2]), or a cell a number. With a header, the numbers are the columns that are numbered (d0, d1, ...) or else
/// all columns of numbers; without, every cell but an id in the first one.
/// </summary>
/// <param name="HasHeader">Whether the first record names the columns.</param>
/// <param name="Id">Column of the ids; -1 for none.</param>
/// <param name="Columns">Columns of the numbers, or the one column of vectors.</param>
/// <param name="IsOneCell">Whether one cell holds the whole vector.</param>
/// <param name="Fields">Cells of a record.</param>
/// <param name="Said">What was chosen, for people.</param>
internal sealed record CsvLayout(bool HasHeader, int Id, int[] Columns, bool IsOneCell, int Fields, string Said)
{
    /// <param name="file">The file.</param>
    /// <param name="first">First record.</param>
    /// <param name="second">Second record; empty if there is none.</param>
    public static CsvLayout Find(SourceFile file, string[] first, string[] second)
    {
        if (second.Length > 0 && IsHeader(first))
        {
            return WithHeader(file, first, second);
        }

        if (file.Columns != default)
        {
            throw file.Refuse(
                "has no header, so that no column has a name", "leave --id-column and --vector-column out");
        }

        return WithoutHeader(file, first, second);
    }

    /// <summary>A header has names only; pandas numbers its columns 0, 1, 2 after the one of the ids.</summary>
    private static bool IsHeader(string[] cells)
    {
        if (Array.Exists(cells, VectorLooks))
        {
            return false;
        }

        int[] numbers = [.. Enumerable.Range(0, cells.Length).Where(i => IsNumber(cells[i]))];
        return numbers.Length == 0
            || (numbers.Length > 1
                && numbers.Length >= cells.Length - 1
                && (numbers.Length == cells.Length || cells[0].Length == 0 || ColumnGuess.IsId(cells[0]))
                && Enumerable.Range(0, numbers.Length).All(i =>
                    cells[numbers[i]] == i.ToString(CultureInfo.InvariantCulture)));
    }

    private static CsvLayout WithHeader(SourceFile file, string[] names, string[] row)
    {
        string Cell(int column) => column < row.Length ? row[column] : string.Empty;
        int[] all = [.. Enumerable.Range(0, names.Length)];
        int[] vectors = [.. all.Where(column => VectorLooks(Cell(column)))];
        bool guess = file.Options.GivenIds is null || file.Columns.Id is not null;
        string? idName = guess
            ? ColumnGuess.Id([.. all.Except(vectors).Select(column => names[column])], file.Columns.Id, file.Path)
            : null;
        int id = idName is null ? -1 : Array.IndexOf(names, idName);

        // pandas leaves the name of the index empty.
        id = guess && id < 0 && names[0].Length == 0 && names.Length > 1 ? 0 : id;
        string ids = id < 0 ? string.Empty
            : names[id].Length == 0 ? ", ids in the first column"
            : $", ids in {names[id]}";
        if (vectors.Length > 0 || file.Columns.Vector is not null)
        {
            string name = ColumnGuess.Vector(
                [.. vectors.Select(column => names[column])],
                file.Columns.Vector,
                file.Path,
                "vectors [..]",
                [.. all.Except(vectors).Select(column => names[column])]);
            return new CsvLayout(
                true, id, [Array.IndexOf(names, name)], true, names.Length, $", vectors in {name}{ids}");
        }

        int[] numbers = Numbered(names, id);
        if (numbers.Length == 0)
        {
            numbers = [.. all.Where(column => column != id)];
            int other = Array.FindIndex(numbers, column => !IsNumber(Cell(column)));
            if (numbers.Length == 0 || other >= 0)
            {
                throw file.Refuse(
                    "has no column of vectors [..], and its columns of numbers are not numbered"
                        + (other < 0
                            ? string.Empty
                            : $" ({ColumnGuess.Shown(names[numbers[other]])} holds something else)"),
                    "name the columns of the numbers d0, d1, ..., or choose the file that holds the vectors");
            }
        }

        return new CsvLayout(
            true, id, numbers, false, names.Length, $", {numbers.Length} numbers from column {names[numbers[0]]}{ids}");
    }

    private static CsvLayout WithoutHeader(SourceFile file, string[] first, string[] second)
    {
        int fields = first.Length > 1 && first[^1].Length == 0 ? first.Length - 1 : first.Length;
        int vector = Array.FindIndex(first, VectorLooks);
        if (vector >= 0)
        {
            if (Array.FindLastIndex(first, VectorLooks) != vector)
            {
                throw file.Refuse(
                    "line 1 has several vectors [..], and no header names them", "leave one, or add a header");
            }

            int ofId = file.Options.GivenIds is not null || first.Length == 1 ? -1 : vector == 0 ? 1 : 0;
            return new CsvLayout(
                false, ofId, [vector], true, fields, ofId < 0 ? string.Empty : $", ids in column {ofId + 1}");
        }

        int dimension = file.Options.Dimension
            ?? (!IsNumber(first[0]) || (file.Options.GivenIds is null && IsIdBeforeFractions(first, fields))
                ? fields - 1
                : fields);
        if (dimension != fields && dimension != fields - 1)
        {
            throw file.Refuse(
                $"has {fields} cells in line 1, where an id and {dimension} numbers are expected",
                "correct the stated dimension, or the line");
        }

        int id = dimension == fields ? -1 : 0;
        int[] columns = [.. Enumerable.Range(fields - dimension, dimension)];
        int wrong = Array.FindIndex(columns, column => !IsNumber(first[column]));
        if (dimension == 0 || wrong >= 0)
        {
            throw file.Refuse(
                dimension == 0
                    ? "line 1 has a text only"
                    : $"line 1, cell {columns[wrong] + 1} is no number ({ColumnGuess.Shown(first[columns[wrong]])}), "
                        + (second.Length == 0 ? "and no line follows" : "and line 1 is no header either"),
                "correct the line, or choose the file that holds the vectors");
        }

        return new CsvLayout(
            false,
            id,
            columns,
            false,
            fields,
            $", {dimension} numbers a line" + (id < 0 ? string.Empty : " after the id"));
    }

    /// <summary>An integer before numbers that have decimals is an id.</summary>
    private static bool IsIdBeforeFractions(string[] cells, int fields) =>
        fields > 1
        && cells[0].All(char.IsAsciiDigit)
        && cells.AsSpan(1, fields - 1).ToArray().Any(cell => cell.AsSpan().IndexOfAny('.', 'e', 'E') >= 0);

    /// <summary>
    /// Returns the longest series of columns that are numbered without a gap, from 0 or 1, after one beginning.
    /// </summary>
    private static int[] Numbered(string[] names, int id)
    {
        Dictionary<string, List<int>> series = [];
        for (int column = 0; column < names.Length; column++)
        {
            string name = names[column];
            string beginning = name.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
            ReadOnlySpan<char> digits = name.AsSpan(beginning.Length);
            if (column == id
                || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            {
                continue;
            }

            List<int> columns = series.TryGetValue(beginning, out List<int>? known) ? known : series[beginning] = [];
            int firstNumber = columns.Count == 0 ? number
                : int.Parse(names[columns[0]].AsSpan(beginning.Length), CultureInfo.InvariantCulture);
            if (firstNumber is 0 or 1 && number == firstNumber + columns.Count)
            {
                columns.Add(column);
            }
        }

        return series.Count == 0 ? [] : [.. series.Values.MaxBy(columns => columns.Count)!];
    }

    private static bool IsNumber(string cell) =>
        DecimalNumber.TryParse(System.Text.Encoding.UTF8.GetBytes(cell.Trim()), out _);

    private static bool VectorLooks(string cell) => VectorText.Looks(System.Text.Encoding.UTF8.GetBytes(cell));
}

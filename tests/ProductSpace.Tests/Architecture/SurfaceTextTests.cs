using System.Diagnostics.CodeAnalysis;

namespace ProductSpace.Tests.Architecture;

/// <summary>Everything that a caller's source depends on stands in the text of a surface.</summary>
public class SurfaceTextTests
{
    [Fact]
    public void Of_TypeWithEveryKindOfMember_IsWrittenAsInSource() =>
        Assert.Equal(
            """
            sealed class ProductSpace.Tests.Architecture.SurfaceTextTests+Sample : IDisposable
                T Pick<T>(in Point point = default, DayOfWeek day = DayOfWeek.Monday, string text = "a", bool all = true)
                bool TryRead(ReadOnlySpan<char> name, out string? value)
                const int Most = 7
                event Action? Changed
                int Count { get; }
                new(string path, int? size = null)
                required string Name { get; init; }
                static Sample? Find(IReadOnlyList<string?> names, params ReadOnlySpan<int> numbers)
                static readonly string Title
                string? Note { get; set; }
                void Dispose()

            """.ReplaceLineEndings("\n").Split('\n'),
            SurfaceText.Of(typeof(Sample)).Split('\n'));

    [Theory]
    [InlineData(typeof(Point), "readonly record struct")]
    [InlineData(typeof(Mutable), "struct")]
    [InlineData(typeof(Leaf), "sealed record")]
    [InlineData(typeof(IShape), "interface")]
    [InlineData(typeof(SurfaceHelpers), "static class")]
    public void Of_KindsOfTypes_AreToldApart(Type type, string kind) =>
        Assert.StartsWith($"{kind} ", SurfaceText.Of(type), StringComparison.Ordinal);

    /// <summary>The twin of each change that an older text did not show.</summary>
    [Theory]
    [InlineData(nameof(IShape.Plain), "void Plain(int size)")]
    [InlineData(nameof(IShape.Renamed), "void Renamed(int length)")]
    [InlineData(nameof(IShape.WithDefault), "void WithDefault(int size = 3)")]
    [InlineData(nameof(IShape.MayBeNull), "void MayBeNull(string? size)")]
    [InlineData(nameof(IShape.Passed), "void Passed(in int size)")]
    [InlineData(nameof(IShape.Many), "void Many(params int[] size)")]
    [InlineData(nameof(IShape.Shared), "static void Shared(int size)")]
    public void Of_MethodsThatDifferInOneWord_DifferInText(string method, string expected) =>
        Assert.Equal(expected, SurfaceText.Of(typeof(IShape)).Split('\n').Select(line => line.Trim()).Single(line => line.Contains($" {method}(", StringComparison.Ordinal)));

    [Fact]
    public void Of_Extension_SaysThis() =>
        Assert.Contains("static int Twice(this int number)", SurfaceText.Of(typeof(SurfaceHelpers)), StringComparison.Ordinal);

    [SuppressMessage("Design", "CA1034", Justification = "Only public types have a public surface.")]
    [SuppressMessage("Usage", "CA1801", Justification = "Only the signatures matter.")]
    [SuppressMessage("Performance", "CA1822", Justification = "Only the signatures matter.")]
    public sealed class Sample(string path, int? size = null) : IDisposable
    {
        public const int Most = 7;

        public static readonly string Title = "sample";

        public event Action? Changed;

        public required string Name { get; init; }

        public string? Note { get; set; }

        public int Count => path.Length + (size ?? 0);

        public static Sample? Find(IReadOnlyList<string?> names, params ReadOnlySpan<int> numbers) => null;

        public bool TryRead(ReadOnlySpan<char> name, out string? value)
        {
            value = null;
            return false;
        }

        public T Pick<T>(in Point point = default, DayOfWeek day = DayOfWeek.Monday, string text = "a", bool all = true) => default!;

        public void Dispose() => Changed?.Invoke();

        private void Hidden() => Dispose();

        internal void AlsoHidden() => Hidden();
    }

    public readonly record struct Point(int X, int Y);

    public struct Mutable
    {
        public int Value { get; set; }
    }

    public sealed record Leaf(string Name);

    public interface IShape
    {
        void Plain(int size);

        void Renamed(int length);

        void WithDefault(int size = 3);

        void MayBeNull(string? size);

        void Passed(in int size);

        void Many(params int[] size);

        static void Shared(int size)
        {
        }
    }
}

/// <summary>A static class of the text's tests.</summary>
public static class SurfaceHelpers
{
    public static int Twice(this int number) => 2 * number;
}
